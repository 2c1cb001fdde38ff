import type { ProviderError } from '@hostwright/core/provider';

/**
 * Codes that say of a group, volume or launch template that it is not there (any more).
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const GONE: ReadonlySet<string> = new Set([
  'InvalidFleetId.NotFound',
  'InvalidFleetId',
  'fleetIdDoesNotExist',
  'fleetNotInDeletableState',
  'InvalidSpotFleetRequestId.NotFound',
  'fleetRequestIdDoesNotExist',
  'fleetRequestNotInCancellableState',
  'InvalidVolume.NotFound',
]);

/** Auto Scaling says it with a code that it uses for everything, and in words. */
const NO_SUCH_GROUP = /AutoScalingGroup name not found|Group .* not found/i;

/** Whether an error says that what it is about does not exist, or ends already. */
export function isGroupGone(error: ProviderError): boolean {
  if (error.code !== undefined && GONE.has(error.code)) return true;
  if (error.code !== 'ValidationError') return false;
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (NO_SUCH_GROUP.test(at.message)) return true;
  return false;
}
