import type { ProviderContext } from '@hostwright/core/provider';
import type { AwsSettings, CredentialSource } from '../../settings/settings.js';
import type { ClientOptions } from '../client-options.js';
import type { CredentialReader } from './credentials.js';
import { fromFile } from './from-file.js';
import { fromKeys } from './from-keys.js';
import { fromRole } from './from-role.js';
import { fromScript } from './from-script.js';
import { fromSdk } from './from-sdk.js';

/** Makes the reader that the settings ask for. Reads nothing yet. */
export function createReader(
  { credentials, assumeRole }: Pick<AwsSettings, 'credentials' | 'assumeRole'>,
  options: ClientOptions,
  context: ProviderContext,
): CredentialReader {
  const base = baseReader(credentials, options, context);
  return assumeRole === undefined ? base : fromRole({ role: assumeRole, base, options, context });
}

function baseReader(source: CredentialSource, options: ClientOptions, context: ProviderContext): CredentialReader {
  switch (source.source) {
    case 'keys':
      return fromKeys(source, context);
    case 'file': {
      const { path, profile, optional } = source;
      return fromFile({ path, profile, otherwise: optional ? fromSdk({ source: 'default' }, options) : undefined }, context);
    }
    case 'script': {
      const { command, renewMarginSeconds, timeoutSeconds } = source;
      return fromScript({ command, timeoutMs: timeoutSeconds * 1_000, renewMarginMs: renewMarginSeconds * 1_000 });
    }
    default:
      return fromSdk(source, options);
  }
}
