import { isHostFactoryError, isProviderError, isStoreError } from '@hostwright/core';
import { isProtocolError } from '@hostwright/host-factory-protocol';
import { hostFactoryErrorCode, providerErrorCode, storeErrorCode } from './errors.js';

/** Code of an error whose message is written for people; undefined for any other. A configuration's names its first fault. */
export function codeOfError(error: unknown): string | undefined {
  if (isStoreError(error)) return storeErrorCode(error.kind);
  if (isProviderError(error)) return providerErrorCode(error.errorClass);
  if (isProtocolError(error)) return `input-${error.code}`;
  if (!isHostFactoryError(error)) return undefined;
  return 'faultCode' in error && typeof error.faultCode === 'string' ? error.faultCode : hostFactoryErrorCode(error.code);
}
