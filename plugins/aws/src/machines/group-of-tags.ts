import type { Tag } from '@hostwright/core/provider';
import type { GroupKind } from './kinds.js';

/** The group behind a machine. */
export interface GroupLink {
  readonly ref: string;
  readonly kind: GroupKind;
  /** It replaces what it loses until it is told not to. */
  readonly refills: boolean;
}

/** Put by a launch on machines of fleets that last: `request` or `maintain`. Machines of instant fleets, which leave no group, lack it. */
export const FLEET_TYPE_KEY = 'hostwright-fleet';

/** Put by AWS on what a group of its made. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const AUTO_SCALING_KEY = 'aws:autoscaling:groupName';
const FLEET_KEY = 'aws:ec2:fleet-id';
const SPOT_FLEET_KEY = 'aws:ec2spot:fleet-request-id';

/** The group that made a machine, by its tags; undefined for a machine on its own. */
export function groupOfTags(tags: readonly Tag[]): GroupLink | undefined {
  let fleet: string | undefined;
  let fleetType: string | undefined;
  for (const { key, value } of tags) {
    if (key === AUTO_SCALING_KEY) return { ref: value, kind: 'auto-scaling-group', refills: true };
    if (key === SPOT_FLEET_KEY) return { ref: value, kind: 'spot-fleet', refills: false };
    if (key === FLEET_KEY) fleet = value;
    else if (key === FLEET_TYPE_KEY) fleetType = value;
  }
  if (fleet === undefined || fleetType === undefined) return undefined;
  return { ref: fleet, kind: 'fleet', refills: fleetType === 'maintain' };
}
