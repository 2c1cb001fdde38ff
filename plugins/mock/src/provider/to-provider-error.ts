import { isProviderError, ProviderError, type CallOptions } from '@hostwright/core/provider';
import { CloudError, CloudFileError, ConnectionError } from '../cloud/errors.js';
import { ERROR_CODE_CLASSES } from './error-classes.js';

/** Says in the contract's words what went wrong in one call. */
export function toProviderError(cause: unknown, action: string, effect: CallOptions['effect']): ProviderError {
  if (isProviderError(cause)) return cause;
  if (cause instanceof CloudError) return refusal(cause, action);
  if (cause instanceof ConnectionError) return networkFailure(cause, action, effect);
  if (cause instanceof CloudFileError) {
    return new ProviderError(cause.kind === 'unusable' ? 'InvalidSettings' : 'Unavailable', cause.message, { subject: 'cloudFile', cause });
  }
  return new ProviderError('ContractViolation', `${action}: the mock cloud failed in a way that it must not`, { cause });
}

function refusal(cause: CloudError, action: string): ProviderError {
  const subject = cause.ids[0];
  return new ProviderError(ERROR_CODE_CLASSES[cause.code], `${action}: ${cause.message}`, {
    code: cause.code,
    ...(cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs }),
    ...(subject === undefined ? {} : { subject }),
    cause,
  });
}

/** What was not sent changed nothing; what got no answer may have. A read never changes anything. */
function networkFailure(cause: ConnectionError, action: string, effect: CallOptions['effect']): ProviderError {
  const unknown = cause.kind === 'reset' && effect !== 'read';
  return new ProviderError(unknown ? 'OutcomeUnknown' : 'Unavailable', `${action}: ${cause.message}`, { cause });
}

/** The cloud's own refusal behind an error; undefined when the cloud did not answer. */
export function refusalBehind(error: unknown): CloudError | undefined {
  return isProviderError(error) && error.cause instanceof CloudError ? error.cause : undefined;
}
