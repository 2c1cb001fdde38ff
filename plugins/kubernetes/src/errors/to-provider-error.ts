import { ProviderError, type CallOptions, type ProviderErrorClass } from '@hostwright/core/provider';
import type { ErrorMeaning, ErrorRow } from './error-row.js';
import { ERROR_TABLE } from './error-table.js';
import { Refusal, type Status } from './status.js';
import { tidy } from './tidy.js';

/** Which call was refused. */
export interface FailedCall {
  /** Verb and resource: `create pods`. */
  readonly action: string;
  readonly effect: CallOptions['effect'];
}

/** Longest list of causes that goes into a message. */
const MAX_CAUSES = 5;

/** Says in the contract's words why the API server refused a call: by the table, and where that knows nothing as a fault. */
export function refusalError(status: Status, call: FailedCall, retryAfterMs: number | undefined): ProviderError {
  const row = rowOf(status, call);
  const missing = permissionOf(status);
  const errorClass = classFor(row?.meaning ?? 'Fault', call);
  const remedy =
    row?.meaning === 'PermissionDenied' ? `allow ${missing ?? call.action} to this user: see plugins/kubernetes/rbac.yaml` : row?.remedy;
  const waitMs = retryAfterMs ?? (status.details?.retryAfterSeconds === undefined ? undefined : status.details.retryAfterSeconds * 1_000);
  const subject = missing ?? subjectOf(status);
  return new ProviderError(errorClass, `${call.action}: ${said(status)}${remedy === undefined ? '' : ` (${remedy})`}`, {
    code: status.reason || String(status.code ?? 'unknown'),
    ...(waitMs === undefined || waitMs <= 0 ? {} : { retryAfterMs: waitMs }),
    ...(subject === undefined ? {} : { subject }),
    cause: new Refusal(status),
  });
}

function rowOf(status: Status, { effect }: FailedCall): ErrorRow | undefined {
  const { code, reason = '', message = '', details } = status;
  const side = effect === 'read' ? 'read' : 'write';
  return ERROR_TABLE.find(
    (row) =>
      (row.reason === undefined || row.reason === reason) &&
      // A reason says more than the code: one that no row knows is a fault.
      (row.code === undefined || (row.code === code && reason === '')) &&
      (row.message === undefined || row.message.test(message)) &&
      (row.kind === undefined || row.kind === details?.kind) &&
      (row.effect === undefined || row.effect === side) &&
      (row.cause === undefined || details?.causes?.some((cause) => cause.reason === row.cause) === true),
  );
}

function classFor(meaning: ErrorMeaning, { effect }: FailedCall): ProviderErrorClass {
  if (meaning !== 'Fault') return meaning;
  return effect === 'read' ? 'Unavailable' : 'OutcomeUnknown';
}

/** The message, and the paths of what is wrong where it does not name them. */
function said({ message = '', reason, code, details }: Status): string {
  const words = tidy(message);
  const paths = (details?.causes ?? []).flatMap(({ field }) => (field === undefined || message.includes(field) ? [] : [field]));
  const where = paths.length === 0 ? '' : ` at ${paths.slice(0, MAX_CAUSES).join(', ')}`;
  const what = reason || `HTTP ${code}`;
  return `${what}${words === '' ? '' : `: ${words}`}${where}`;
}

/** The permission that RBAC missed: `create pods in grid`, `list nodes`. */
function permissionOf({ message = '' }: Status): string | undefined {
  const [, verb, resource, namespace] =
    /cannot (\S+) resource "([^"]+)"[^"]*(?:"[^"]*" )?(?:in the namespace "([^"]+)")?/.exec(message) ?? [];
  if (verb === undefined || resource === undefined) return undefined;
  return namespace === undefined ? `${verb} ${resource}` : `${verb} ${resource} in ${namespace}`;
}

/** The field that is wrong, else the object that is meant. */
function subjectOf({ details }: Status): string | undefined {
  const field = details?.causes?.find((cause) => cause.field !== undefined && cause.field !== '')?.field;
  if (field !== undefined) return field;
  if (details?.name === undefined || details.name === '') return undefined;
  return details.kind === undefined ? details.name : `${details.kind} ${details.name}`;
}
