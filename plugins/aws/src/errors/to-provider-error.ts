import { isProviderError, ProviderError, type CallOptions, type ProviderErrorClass } from '@hostwright/core/provider';
import { meaningOfCode } from './error-table.js';
import { missingPermission, permissionRemedy } from './permissions.js';
import { retryAfterMs, tidy } from './reply.js';

/** Which call failed, and how far it got. */
export interface FailedCall {
  readonly service: string;
  readonly action: string;
  readonly effect: CallOptions['effect'];
  /** It never got so far that anything was sent: it could not be written, or its connection was never opened. */
  readonly neverSent: boolean;
  /** What the call was about; undefined: what the message names. */
  readonly subject?: string;
}

/** The SDK's own form of an error, as far as it is trusted. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean; readonly requestId?: string };
  readonly $fault?: string;
  /** The code as it stood in the answer, where the SDK's class of the error is called otherwise: `AlreadyExists` of an `AlreadyExistsFault`. */
  readonly Code?: unknown;
}

/**
 * Says in the contract's words what went wrong in one call, by the answer's code alone:
 *
 * - a known code means what its table says; an unknown one what its name says; one whose name says nothing is, for a write, an unknown outcome;
 * - without a code (no answer, or one that is none), a write that may have left is an unknown outcome, everything else can be tried again;
 * - a fault inside a service is an unknown outcome for a write: no page says that nothing was begun.
 */
export function toProviderError(cause: unknown, call: FailedCall): ProviderError {
  if (isProviderError(cause)) return cause;
  const error = (typeof cause === 'object' && cause !== null ? cause : {}) as SdkError;
  const code = codeOf(error);
  return code === undefined ? networkFailure(error, cause, call) : refusal(code, error, cause, call);
}

/** The SDK's error with its own causes, and without request and answer: their headers name keys and session tokens. */
function withoutExchange(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { name, message, stack } = cause;
  const code: unknown = (cause as { readonly code?: unknown }).code;
  const kept = new Error(message, cause.cause === undefined ? undefined : { cause: withoutExchange(cause.cause) });
  return Object.assign(kept, { name, stack }, code === undefined ? {} : { code });
}

/** An answer in AWS's form has a code of its own; what the SDK makes of other things does not count. */
function codeOf({ name, $metadata, $fault, Code }: SdkError): string | undefined {
  if (name === undefined || $metadata?.httpStatusCode === undefined) return undefined;
  if ($fault === undefined || NO_CODES.has(name)) return undefined;
  return typeof Code === 'string' && Code !== '' ? Code : name;
}

/** Names that stand for "no code could be read". */
const NO_CODES: ReadonlySet<string> = new Set([
  'Unknown',
  'UnknownError',
  'Error',
  'SyntaxError',
  'TypeError',
  'TimeoutError',
  'AbortError',
]);

const SKEW_REMEDY = 'the clock of this host is wrong: the difference was measured, the next try counts with it';

function refusal(code: string, error: SdkError, cause: unknown, call: FailedCall): ProviderError {
  const { message = '' } = error;
  const found = meaningOfCode(code);
  const isSkew = error.$metadata?.clockSkewCorrected === true && found?.meaning === 'Credentials';
  const errorClass = isSkew ? 'Unavailable' : classFor(found?.meaning, call);
  const missing = missingPermission(code, message, call);
  const remedy = isSkew ? SKEW_REMEDY : missing === undefined ? found?.remedy : permissionRemedy(missing);
  const said = tidy(message);
  const waitMs = retryAfterMs(cause);
  const subject = call.subject ?? missing?.action ?? subjectOf(message);
  return new ProviderError(
    errorClass,
    `${call.service} ${call.action}: ${code}${said === '' ? '' : `: ${said}`}${remedy === undefined ? '' : ` (${remedy})`}`,
    {
      code,
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      ...(subject === undefined ? {} : { subject }),
      cause: withoutExchange(cause),
    },
  );
}

function classFor(
  meaning: NonNullable<ReturnType<typeof meaningOfCode>>['meaning'] | undefined,
  { effect }: FailedCall,
): ProviderErrorClass {
  if (meaning !== undefined && meaning !== 'Fault') return meaning;
  return effect === 'read' ? 'Unavailable' : 'OutcomeUnknown';
}

function networkFailure(error: SdkError, cause: unknown, { service, action, effect, neverSent }: FailedCall): ProviderError {
  const errorClass = effect === 'read' || neverSent ? 'Unavailable' : 'OutcomeUnknown';
  const status = error.$metadata?.httpStatusCode;
  if (status !== undefined) {
    const what = `the answer (HTTP ${status}) is not in the form of AWS: check endpoint and proxy`;
    return new ProviderError(errorClass, `${service} ${action}: ${what}`, { cause: withoutExchange(cause) });
  }
  // What a proxy refuses has no code, only words.
  const reason = error.code ?? (neverSent ? error.message : error.name) ?? 'no reason given';
  const late = error.name === 'TimeoutError' && error.code === 'ETIMEDOUT';
  const where = neverSent ? 'nothing was sent' : late ? 'no answer in time' : 'the connection broke off before the answer was complete';
  const todo = neverSent ? hintFor(reason) : undefined;
  return new ProviderError(errorClass, `${service} ${action}: ${where} (${reason})${todo === undefined ? '' : `: ${todo}`}`, {
    cause: withoutExchange(cause),
  });
}

const HINTS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'check region, endpoint and proxy: the name of the host does not exist',
  EAI_AGAIN: 'check the name servers of this host',
  ECONNREFUSED: 'check endpoint and proxy: nobody listens there',
  ETIMEDOUT: 'check that this host reaches the endpoint, or name a proxy',
};

function hintFor(reason: string): string | undefined {
  const isTrust = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS)/.test(reason);
  return isTrust ? 'set caBundle to the certificates to trust' : HINTS[reason];
}

/** The first id or ARN that a message names. */
function subjectOf(message: string): string | undefined {
  return /\b(?:arn:[\w-]+:[\w-]+:[^\s'",;)]+|(?:ami|i|subnet|sg|vpc|lt|fleet|sfr|vol|snap|pg|eni|r)-[0-9a-f]{8,17}\b)/.exec(message)?.[0];
}
