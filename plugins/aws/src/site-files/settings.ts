import type { SiteEntry, Translation } from '@hostwright/core/provider';
import { settingsSchema } from '../settings/schema.js';
import { translate, type Given, type Rule, type Rules } from './rules.js';
import { toFlag, toNumber, toPath, toText } from './values.js';

/** The vendor's region where its file names none. */
const DEFAULT_REGION = 'us-east-1';
/** The vendor's credential file where its file names none. */
const DEFAULT_CREDENTIAL_FILE = '${CONFIG_DIR}/credentials';

/**
 * Keys of `awsprov_config.json`, for LSF and for Symphony. Those that are not here are ignored: docs/aws.md says why for each.
 * Source: https://www.ibm.com/docs/en/spectrum-lsf/10.1.0?topic=reference-awsprov-configjson and the plugins' own code.
 */
const RULES: Readonly<Record<string, Rule>> = {
  AWS_REGION: (value) => [['region', value]],
  AWS_ENDPOINT_URL: (value) => [['endpoint', value]],
  AWS_KEY_FILE: (value) => [['keyFolder', toPath(value)]],
  AWS_SPOT_TERMINATE_ON_RECLAIM: (value) => [['terminateOnReclaim', toFlag(value)]],
  AWS_CONNECTION_TIMEOUT_MS: (value) => [['connectTimeoutMs', toNumber(value)]],
  AWS_PROXY_HOST: (value, given) => [['proxy', proxyOf(value, given)]],
  AWS_PROXY_PORT: (_value, given) => (given.has('AWS_PROXY_HOST') ? [] : undefined),
  AWS_CREDENTIAL_SCRIPT: (value, given) => [['credentials', scriptOf(value, given)]],
  // The script wins where both are named, as in the vendor's first plugin: its credentials are the ones that are renewed.
  AWS_CREDENTIAL_FILE: (value, given) =>
    given.has('AWS_CREDENTIAL_SCRIPT') ? undefined : [['credentials', { source: 'file', path: toPath(value) }]],
  AWS_CREDENTIAL_RENEW_MARGIN: (_value, given) => (given.has('AWS_CREDENTIAL_SCRIPT') ? [] : undefined),
};

const SETTINGS_RULES: Rules = {
  canonical: (key) => key,
  rules: RULES,
  ownKeys: Object.keys(settingsSchema.shape),
  defaults: () => [
    ['region', DEFAULT_REGION],
    ['credentials', { source: 'file', path: DEFAULT_CREDENTIAL_FILE, optional: true }],
  ],
};

/** Translates the vendor's settings. Reads nothing else. */
export function translateSettings(entries: readonly SiteEntry[]): Translation {
  return translate(entries, SETTINGS_RULES);
}

function scriptOf(value: unknown, given: Given): object {
  const margin = given.get('AWS_CREDENTIAL_RENEW_MARGIN');
  return { source: 'script', command: commandOf(value), ...(margin === undefined ? {} : { renewMarginSeconds: toNumber(margin) }) };
}

/** A program and what comes after it, taken apart at white space as the vendor's plugin does; no shell reads it. */
function commandOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [program, ...args] = value.trim().split(/\s+/);
  return args.length === 0 ? toPath(program) : [toPath(program), ...args];
}

/** `host` and `port`, or an address as it is. */
function proxyOf(host: unknown, given: Given): unknown {
  if (typeof host !== 'string') return host;
  const port = given.get('AWS_PROXY_PORT');
  const address = /^https?:\/\//.test(host) ? host : `http://${host}`;
  return port === undefined ? address : `${address.replace(/\/$/, '')}:${toText(port)}`;
}
