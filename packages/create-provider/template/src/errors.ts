import { isProviderError, ProviderError, type CallOptions, type ProviderErrorClass } from '@hostwright/core/provider';
import { CloudError } from './cloud-client.js';

/** What each code of the cloud means, and so who acts next. Source: the page of your cloud that lists its error codes. */
const CLASSES: Readonly<Record<string, ProviderErrorClass>> = {
  InvalidKey: 'Credentials',
  ExpiredKey: 'Credentials',
  Forbidden: 'PermissionDenied',
  TooManyRequests: 'Throttled',
  ServiceUnavailable: 'Unavailable',
  InsufficientCapacity: 'Capacity',
  QuotaExceeded: 'Quota',
  ClientTokenReused: 'Conflict',
  MachineLocked: 'Conflict',
  UnknownMachineType: 'InvalidTemplate',
  UnknownZone: 'InvalidTemplate',
  UnknownImage: 'InvalidTemplate',
  UserDataTooLarge: 'InvalidTemplate',
  InvalidRequest: 'InvalidTemplate',
  UnknownCursor: 'NotFound',
};

/** The class of a code; undefined when the cloud's documents do not name it. */
export function classOfCode(code: string): ProviderErrorClass | undefined {
  return Object.hasOwn(CLASSES, code) ? CLASSES[code] : undefined;
}

/** Says in the contract's words what went wrong in one call. Its message names no secret and quotes no raw answer. */
export function toProviderError(cause: unknown, action: string, effect: CallOptions['effect']): ProviderError {
  if (isProviderError(cause)) return cause;
  if (cause instanceof CloudError) {
    const errorClass = classOfCode(cause.code) ?? lost(effect);
    const wait = cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs };
    return new ProviderError(errorClass, `${action}: ${cause.message}`, { code: cause.code, ...wait, cause });
  }
  return new ProviderError(wasSent(cause) ? lost(effect) : 'Unavailable', `${action}: the cloud did not answer`, { cause });
}

/** Without an answer a read changed nothing; a write may have been done. */
function lost(effect: CallOptions['effect']): ProviderErrorClass {
  return effect === 'read' ? 'Unavailable' : 'OutcomeUnknown';
}

/** Errors of a connection that never came to be. */
const NOT_CONNECTED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** When in doubt it was: taking a sent write for an unsent one is how machines are launched twice. */
function wasSent(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code !== 'string' || !NOT_CONNECTED.has(cause.code);
}
