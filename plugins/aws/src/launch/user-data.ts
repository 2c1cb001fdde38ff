import { invalidTemplate } from './invalid-template.js';

/** Before it is encoded. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MAX_USER_DATA_BYTES = 16_384;

/** Where a launch template's script wants the variables of a request. Source: LSF resource connector, `scripts/user_data.sh`. */
const MARKER = '%EXPORT_USER_DATA%';

/** All that there is when a template states no user data and only the request's variables are exported. */
const EXPORTS_ONLY = /^#!\/bin\/sh\n(?:export [A-Za-z_][A-Za-z0-9_]*='(?:[^']|'\\'')*'\n)+$/;

/**
 * User data as the API takes it: the template's, else that of the user's launch template. A launch template's script keeps its place
 * where the request adds variables only, or where it has a marker for them.
 * @throws {ProviderError} `InvalidTemplate` when it is too large
 */
export function encodeUserData(stated: string | undefined, ofLaunchTemplate: string | undefined): string | undefined {
  const text = combine(stated, ofLaunchTemplate === undefined ? undefined : Buffer.from(ofLaunchTemplate, 'base64').toString('utf8'));
  if (text === undefined || text === '') return undefined;
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_USER_DATA_BYTES) {
    throw invalidTemplate(
      'userData',
      `it may have ${MAX_USER_DATA_BYTES} bytes, not ${bytes}; let it fetch the rest`,
      'UserDataLimitExceeded',
    );
  }
  return Buffer.from(text).toString('base64');
}

function combine(stated: string | undefined, given: string | undefined): string | undefined {
  if (stated === undefined || stated === '') return given;
  if (given === undefined) return stated;
  if (given.includes(MARKER)) return given.replaceAll(MARKER, () => withoutInterpreter(stated).trimEnd());
  if (!EXPORTS_ONLY.test(stated)) return stated;
  if (!given.startsWith('#!')) return given;
  const end = given.indexOf('\n') + 1;
  if (end === 0) return given;
  return `${given.slice(0, end)}${withoutInterpreter(stated)}${given.slice(end)}`;
}

function withoutInterpreter(script: string): string {
  return script.startsWith('#!') ? script.slice(script.indexOf('\n') + 1 || script.length) : script;
}
