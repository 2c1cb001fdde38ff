import { isProviderError, ProviderError, type CallOptions } from '@hostwright/core/provider';
import { networkError } from '../errors/network-error.js';
import { readStatusText } from '../errors/status.js';
import { withoutSecrets } from '../errors/tidy.js';
import { refusalError } from '../errors/to-provider-error.js';
import type { Answered, ApiRequest } from './session.js';
import { WireFailure, type WireAnswer } from './wire/exchange.js';

/** Which call an answer belongs to. */
export interface AnsweredCall {
  readonly action: string;
  readonly effect: CallOptions['effect'];
  readonly request: ApiRequest;
  /** Whom it was sent to, for people. */
  readonly server: string;
}

/** Reads a good answer. @throws {ProviderError} when it is not in the form of Kubernetes */
export function readAnswer<Output>(answer: WireAnswer, call: AnsweredCall, nowMs: number): Answered<Output> {
  const atMs = Date.parse(answer.headers.date ?? '');
  const providerTimeMs = Number.isFinite(atMs) ? atMs : nowMs;
  // `/readyz` and its kin answer one word.
  if (!call.request.path.startsWith('/api')) return { output: parsed(answer.body) as Output, providerTimeMs };
  const output = isJson(answer) ? parsed(answer.body) : undefined;
  if (typeof output !== 'object' || output === null) throw foreign(answer, call);
  return { output: output as Output, providerTimeMs };
}

/** Says why the server refused. */
export function answerError(answer: WireAnswer, call: AnsweredCall, secrets: readonly string[]): ProviderError {
  const status = readStatusText(withoutSecrets(answer.body, secrets));
  if (status !== undefined) return refusalError({ code: answer.status, ...status }, call, retryAfterMs(answer));
  // Load balancers and proxies in front of a cluster refuse in words of their own; some codes say enough.
  if ([401, 403, 429].includes(answer.status)) return refusalError({ code: answer.status }, call, retryAfterMs(answer));
  return foreign(answer, call);
}

/** Says what became of a call without a whole answer; errors that say it already stay as they are. */
export function lostError(cause: unknown, { action, effect, server }: Omit<AnsweredCall, 'request'>): ProviderError {
  if (isProviderError(cause)) return cause;
  const failure = cause instanceof WireFailure ? { cause: cause.cause, neverSent: cause.neverSent } : { cause, neverSent: false };
  return networkError({ ...failure, action, effect, server });
}

function foreign({ status, headers }: WireAnswer, { action, effect, server }: AnsweredCall): ProviderError {
  const errorClass = effect === 'read' ? 'Unavailable' : 'OutcomeUnknown';
  const kind = headers['content-type'] ?? 'no type';
  return new ProviderError(
    errorClass,
    `${action}: the answer of ${server} (HTTP ${status}, ${kind.slice(0, 60)}) is not in the form of Kubernetes: check the server’s address and the proxy`,
    { code: String(status) },
  );
}

/** The wait that an answer asked for. Source: RFC 9110, section 10.2.3; the API server writes seconds. */
function retryAfterMs({ headers }: WireAnswer): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1_000) : undefined;
}

function isJson({ headers }: WireAnswer): boolean {
  return headers['content-type']?.includes('json') === true;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
