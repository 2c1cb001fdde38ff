import type { CreateFleetError } from '@aws-sdk/client-ec2';
import { ProviderError, type ProviderErrorClass, type Shortfall } from '@hostwright/core/provider';
import { classOfCode } from '../errors/error-table.js';
import { missingPermission, permissionRemedy, type MissingPermission } from '../errors/permissions.js';
import { tidy } from '../errors/reply.js';
import { silentShortfall } from './answers.js';

/** Why pools gave nothing, the most telling first: where one lacked capacity, another time or place helps. */
const RANK: readonly Shortfall['reason'][] = ['Capacity', 'Quota', 'Throttled', 'Unsupported', 'InvalidTemplate'];

/** How many of the fleet's different errors a message names. */
const MAX_NAMED = 3;

/** One reason of a fleet, with how often it gave it. */
interface Reason {
  readonly code: string;
  readonly message: string;
  readonly errorClass: ProviderErrorClass | undefined;
  readonly missing: MissingPermission | undefined;
  count: number;
}

/** Explains what an instant fleet did not launch from the errors of its pools, each code by the table of errors. */
export function fleetShortfall(errors: readonly CreateFleetError[], units: number): Shortfall {
  const reasons = reasonsOf(errors);
  const [first] = reasons;
  if (first === undefined) return silentShortfall(units);
  const named = reasons.slice(0, MAX_NAMED).map(({ code, message, count }) => `${code}${count > 1 ? ` (${count} pools)` : ''}: ${message}`);
  return { units, reason: reasonOf(first.errorClass), code: first.code, message: named.join('; ') };
}

/**
 * What forbids the whole launch, whatever the capacity: every pool was refused for one and the same reason that an operator must mend.
 * @param launched - whether the fleet has any machine
 */
export function fleetRefusal(errors: readonly CreateFleetError[], launched: boolean): ProviderError | undefined {
  const reasons = reasonsOf(errors);
  const [first] = reasons;
  if (launched || first === undefined || reasons.some(({ errorClass }) => errorClass !== first.errorClass)) return undefined;
  if (first.errorClass !== 'PermissionDenied' && first.errorClass !== 'Credentials') return undefined;
  // The account is at fault either way, and the same token would be answered the same again.
  const { code, message, missing } = first;
  if (missing === undefined) return new ProviderError('PermissionDenied', `CreateFleet: ${message}`, { code });
  return new ProviderError('PermissionDenied', `CreateFleet: ${message} (${permissionRemedy(missing)})`, { code, subject: missing.action });
}

function reasonsOf(errors: readonly CreateFleetError[]): readonly Reason[] {
  const byCode = new Map<string, Reason>();
  for (const { ErrorCode: code = 'Unknown', ErrorMessage: message = '' } of errors) {
    const known = byCode.get(code);
    if (known !== undefined) {
      known.count += 1;
      continue;
    }
    // An instant fleet launches by RunInstances in the caller's name.
    const missing = missingPermission(code, message, { service: 'ec2', action: 'RunInstances' });
    byCode.set(code, { code, message: tidy(message), errorClass: classOfCode(code), missing, count: 1 });
  }
  const rank = (reason: Reason): number => RANK.indexOf(reasonOf(reason.errorClass));
  return [...byCode.values()].toSorted((a, b) => rank(a) - rank(b) || b.count - a.count);
}

/** A code that we do not know came with a refusal of one pool: others may still work. */
function reasonOf(errorClass: ProviderErrorClass | undefined): Shortfall['reason'] {
  const reason = RANK.find((entry) => entry === errorClass);
  return reason ?? 'Unsupported';
}
