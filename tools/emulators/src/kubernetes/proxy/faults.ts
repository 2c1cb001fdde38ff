import { nameOf, type Call } from './call.js';

/** An answer that the API server never gave. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What happens to a call. `before` the API server sees it: it has no effect. `after`: it has, and the caller does not hear of it. */
export type Fault =
  /** The proxy answers itself. */
  | { readonly kind: 'answer'; readonly answer: (call: Call) => Reply }
  /** The connection is cut. */
  | { readonly kind: 'reset'; readonly side: 'before' | 'after' }
  /** No answer ever comes: the connection stays open until the caller or the proxy's end closes it. */
  | { readonly kind: 'hang'; readonly side: 'before' | 'after' }
  /** The call waits before it goes on. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** A watch ends after so many events, as if it were done or with a cut connection. */
  | { readonly kind: 'cut'; readonly events: number; readonly cleanly: boolean };

/** A refusal in the form of Kubernetes. Source: kubernetes.io/docs/reference/kubernetes-api/common-definitions/status */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Of a list. @default none */
  readonly metadata?: { readonly continue?: string };
  /** In the details, and in a header. @default none */
  readonly retryAfterSeconds?: number;
}

/** The API server refuses, without effect. */
export function refuse(refusal: Refusal | ((call: Call) => Refusal)): Fault {
  return { kind: 'answer', answer: (call) => statusReply(typeof refusal === 'function' ? refusal(call) : refusal) };
}

/** Somebody made an object of that name before. */
export function alreadyExists(): Fault {
  return refuse((call) => ({
    code: 409,
    reason: 'AlreadyExists',
    message: `${subject(call)} already exists`,
    details: detailsOf(call),
  }));
}

/** Somebody changed the object since it was read. */
export function conflict(): Fault {
  const why = 'the object has been modified; please apply your changes to the latest version and try again';
  return refuse((call) => ({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${subject(call)}: ${why}`,
    details: detailsOf(call),
  }));
}

/** The quota of the namespace is used up. */
export function exceedQuota(quota = 'requested: pods=1, used: pods=10, limited: pods=10'): Fault {
  return refuse((call) => ({
    code: 403,
    reason: 'Forbidden',
    message: `${subject(call)} is forbidden: exceeded quota: quota, ${quota}`,
    details: detailsOf(call),
  }));
}

/** Too many calls: flow control answers in plain words, and with a time. */
export function throttle(retryAfterSeconds = 1): Fault {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': String(retryAfterSeconds) };
  return { kind: 'answer', answer: () => ({ status: 429, headers, body: 'Too many requests, please try again later.\n' }) };
}

/** A budget of disruptions forbids an eviction: no time is told. */
export function forbidEviction(budget = 'budget'): Fault {
  const message = `The disruption budget ${budget} needs 1 healthy pods and has 1 currently`;
  return refuse({
    code: 429,
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: { causes: [{ reason: 'DisruptionBudget', message }] },
  });
}

/**
 * The version, or the place in a list that goes on, is too old. A watch hears it as its first event, of an answer with status 200. A list that
 * goes on is offered to do so over what has changed meanwhile.
 */
export function expire(): Fault {
  return { kind: 'answer', answer: (call) => (call.verb === 'watch' ? expiredWatch(call) : expiredList(call)) };
}

function expiredWatch({ query }: Call): Reply {
  const asked = query.get('resourceVersion') ?? '0';
  const message = `too old resource version: ${asked} (${Number(asked) + 1})`;
  const { headers, body } = statusReply({ code: 410, reason: 'Expired', message });
  return { status: 200, headers, body: `{"type":"ERROR","object":${body}}\n` };
}

function expiredList({ query }: Call): Reply {
  const token = query.get('continue');
  if (token === null)
    return statusReply({ code: 410, reason: 'Expired', message: 'The resourceVersion for the provided list is too old.' });
  return statusReply({ code: 410, reason: 'Expired', message: CONTINUE_EXPIRED, metadata: { continue: withoutVersion(token) } });
}

/** Source: kubernetes/apiserver, pkg/storage/etcd3/errors.go. */
const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue ' +
  'parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token ' +
  'results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and ' +
  'now may show up in the list.';

/** The same place at whatever version there is. Source: kubernetes/apiserver, pkg/storage/continue.go. */
function withoutVersion(token: string): string {
  const place = JSON.parse(Buffer.from(token, 'base64url').toString()) as object;
  return Buffer.from(JSON.stringify({ ...place, rv: -1 })).toString('base64url');
}

/** The server itself fails. */
export function fail(message = 'etcdserver: request timed out'): Fault {
  return refuse({ code: 500, reason: 'InternalError', message: `Internal error occurred: ${message}`, details: { causes: [{ message }] } });
}

/** A webhook that must be heard does not answer in time: nothing was written. */
export function timeOutWebhook(webhook = 'admission.example.com'): Fault {
  return fail(
    `failed calling webhook "${webhook}": failed to call webhook: Post "https://${webhook}/validate?timeout=10s": context deadline exceeded`,
  );
}

/** The server gives up waiting. A write may still take effect. */
export function timeOut(): Fault {
  const message = 'Timeout: request did not complete within the allotted duration';
  return refuse({ code: 504, reason: 'Timeout', message, details: {} });
}

/** The call is lost on its way. */
export function loseCall(): Fault {
  return { kind: 'reset', side: 'before' };
}

/** The call has its effect, and its answer is lost. */
export function loseReply(): Fault {
  return { kind: 'reset', side: 'after' };
}

/** Nothing is heard any more, with or without an effect. */
export function hang(side: 'before' | 'after' = 'before'): Fault {
  return { kind: 'hang', side };
}

/** The call waits before it goes on. */
export function delay(delayMs: number): Fault {
  return { kind: 'delay', delayMs };
}

/** A watch ends after so many events, cleanly as when the server's time for it is over, or by a cut connection. For a rule on a watch. */
export function cutWatch({ events = 0, cleanly = true }: { readonly events?: number; readonly cleanly?: boolean } = {}): Fault {
  return { kind: 'cut', events, cleanly };
}

function statusReply({ code, reason, message, details, metadata = {}, retryAfterSeconds }: Refusal): Reply {
  const waits = retryAfterSeconds !== undefined;
  const headers = { 'content-type': 'application/json', ...(waits && { 'retry-after': String(retryAfterSeconds) }) };
  const told = waits ? { ...details, retryAfterSeconds } : details;
  const status = { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, reason, details: told, code };
  return { status: code, headers, body: JSON.stringify(status) };
}

/** `pods "one"`, `jobs.batch "one"`. */
function subject(call: Call): string {
  return `${call.resource}${call.group === '' ? '' : `.${call.group}`} "${nameOf(call)}"`;
}

function detailsOf(call: Call): Readonly<Record<string, unknown>> {
  return { name: nameOf(call), ...(call.group !== '' && { group: call.group }), kind: call.resource };
}
