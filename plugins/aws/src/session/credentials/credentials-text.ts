import { ProviderError } from '@hostwright/core/provider';
import { credentialsOf, type Credentials } from './credentials.js';

/** Where a text comes from, for messages, and which profile of it counts. */
export interface CredentialsText {
  readonly text: string;
  readonly from: string;
  readonly profile: string;
}

/**
 * Reads credentials in one of the two forms that the vendor's plugins know: the text of an AWS credentials file, or JSON as a credential
 * process prints it.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html and
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 *
 * @throws {ProviderError} `Credentials`; the message repeats nothing of the text
 */
export function readCredentialsText({ text, from, profile }: CredentialsText): Credentials {
  const fields = text.trimStart().startsWith('{') ? jsonFields(text, from) : iniFields(text, from, profile);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = fields;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw unusable(`${from} gives no ${accessKeyId === undefined ? 'access key id' : 'secret access key'}`, 'make it give both');
  }
  const end = expiration === undefined ? undefined : new Date(expiration);
  if (end !== undefined && Number.isNaN(end.getTime())) throw unusable(`${from} gives an expiration that is no time`, 'make it ISO 8601');
  return credentialsOf({ accessKeyId, secretAccessKey, sessionToken, expiration: end });
}

interface Fields {
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
  readonly expiration: string | undefined;
}

function jsonFields(text: string, from: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(`${from} gives a text that begins like JSON and is none`, 'make it print JSON or the text of a credentials file');
  }
  const field = (name: string): string | undefined => {
    const found = (value as Readonly<Record<string, unknown>>)[name];
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  return {
    accessKeyId: field('AccessKeyId'),
    secretAccessKey: field('SecretAccessKey'),
    sessionToken: field('SessionToken'),
    expiration: field('Expiration'),
  };
}

function iniFields(text: string, from: string, profile: string): Fields {
  const sections = iniSections(text);
  const section = sections.get(profile);
  if (section === undefined) {
    const names = [...sections.keys()];
    throw unusable(
      `${from} has no section [${profile}]${names.length === 0 ? '' : `; it has ${names.map((name) => `[${name}]`).join(', ')}`}`,
      'add it, or name another profile',
    );
  }
  return {
    accessKeyId: section.get('aws_access_key_id'),
    secretAccessKey: section.get('aws_secret_access_key'),
    sessionToken: section.get('aws_session_token') ?? section.get('aws_security_token'),
    expiration: section.get('aws_session_expiration') ?? section.get('expiration'),
  };
}

function iniSections(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const name = /^\s*\[\s*(?:profile\s+)?([^\]]*?)\s*\]\s*(?:[#;].*)?$/.exec(line)?.[1];
    const [, key, value] = /^\s*([A-Za-z_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      current = sections.get(name) ?? new Map<string, string>();
      sections.set(name, current);
    } else if (key !== undefined && value !== undefined && value !== '') current?.set(key.toLowerCase(), value);
  }
  return sections;
}

function unusable(what: string, todo: string): ProviderError {
  return new ProviderError('Credentials', `${what}: ${todo}`, { subject: 'credentials' });
}
