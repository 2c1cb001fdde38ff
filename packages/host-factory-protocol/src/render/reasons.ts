import type { MissingReason } from '@hostwright/core';

/** More different reasons than these are counted, not told. */
const MAX_REASONS_TOLD = 10;

/** One sentence for each reason why machines are missing, equal ones taken together: `2 missing (Capacity, Code): why`. */
export function describeReasons(reasons: readonly MissingReason[]): string {
  const units = new Map<string, number>();
  for (const reason of reasons) {
    const text = describe(reason);
    units.set(text, (units.get(text) ?? 0) + reason.units);
  }
  const told = [...units].slice(0, MAX_REASONS_TOLD).map(([text, count]) => `${count} missing ${text}`);
  const untold = units.size - told.length;
  return [...told, ...(untold > 0 ? [`and ${untold} further reasons`] : [])].join('; ');
}

function describe({ reason, code, message }: MissingReason): string {
  const label = code === undefined || code === reason ? reason : `${reason}, ${code}`;
  return `(${label}): ${message.replace(/[.\s]+$/, '')}`;
}

/**
 * Codes after which LSF leaves a template alone for a while (LSB_RC_TEMPLATE_REQUEST_DELAY, 10 minutes).
 * Source: LSF 10.1, resource connector; the cannot_start_ ones came with fix pack 14.
 */
export const LSF_BACK_OFF_CODES: ReadonlySet<string> = new Set([
  'InsufficientAddressCapacity',
  'InsufficientCapacity',
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientReservedInstanceCapacity',
  'cannot_start_capacity',
  'cannot_start_compute',
  'cannot_start_ip_address',
  'cannot_start_network',
  'cannot_start_placement_group',
  'cannot_start_storage',
]);

/** What LSF is told where the cloud gave no code. Exhausted quotas get a back-off code, too: asking again at once cannot help. */
export const CODE_OF_REASON: Readonly<{ [reason: string]: string }> = {
  Capacity: 'InsufficientInstanceCapacity',
  Quota: 'InsufficientCapacity',
  Throttled: 'RequestLimitExceeded',
  Unavailable: 'ServiceUnavailable',
  Credentials: 'AuthFailure',
  PermissionDenied: 'UnauthorizedOperation',
  InvalidTemplate: 'InvalidParameterCombination',
  Unsupported: 'Unsupported',
};

const BACK_OFF_REASONS: ReadonlySet<string> = new Set(['Capacity', 'Quota']);

/**
 * The one code that LSF is told: of a reason that makes it back off, if there is any. The cloud's own code stands, except where it says
 * "no capacity" in a word that LSF does not know: only a word of its list makes it back off, and the message keeps the cloud's own.
 */
export function errorCodeOf(reasons: readonly MissingReason[]): string | undefined {
  const decisive = reasons.find((reason) => BACK_OFF_REASONS.has(reason.reason)) ?? reasons.find(hasCode);
  if (decisive === undefined) return undefined;
  const own = decisive.code;
  if (own !== undefined && (LSF_BACK_OFF_CODES.has(own) || !BACK_OFF_REASONS.has(decisive.reason))) return own;
  return codeOfReason(decisive.reason);
}

function hasCode(reason: MissingReason): boolean {
  return reason.code !== undefined || codeOfReason(reason.reason) !== undefined;
}

function codeOfReason(reason: string): string | undefined {
  return Object.hasOwn(CODE_OF_REASON, reason) ? CODE_OF_REASON[reason] : undefined;
}
