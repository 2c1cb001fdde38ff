import type { Params } from '../../server/params.ts';
import type { Candidate, Strategy } from '../allocation.ts';
import type { FleetOverride } from '../fleets/fleet.ts';
import type { Owner } from '../launch.ts';
import type { TemplateReference } from '../launch-templates.ts';
import type { Tag } from '../tag-sets.ts';

export interface GroupTag extends Tag {
  readonly propagate: boolean;
}

/** How a group divides its machines between the markets. Source: Auto Scaling API reference, InstancesDistribution. */
export interface Distribution {
  readonly onDemandBase: number;
  readonly onDemandPercent: number;
  readonly onDemandStrategy: Strategy;
  readonly spotStrategy: Strategy;
  readonly spotPools: number;
  readonly spotMaxPriceUsd: number | undefined;
}

export interface Activity {
  readonly id: string;
  readonly startedMs: number;
  readonly status: 'Successful' | 'Failed';
  readonly description: string;
  readonly cause: string;
  readonly message: string | undefined;
}

/** An Auto Scaling group. */
export interface AutoScalingGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly owner: Owner;
  overrides: readonly FleetOverride[];
  /** The policy as it was sent; undefined for a group with a plain launch template. */
  policy: Params | undefined;
  template: TemplateReference;
  /** The version as it was sent: `$Latest` stays what it is. */
  versionText: string | undefined;
  distribution: Distribution;
  subnetIds: readonly string[];
  min: number;
  max: number;
  desired: number;
  capacityRebalance: boolean;
  protectNew: boolean;
  tags: readonly GroupTag[];
  readonly suspended: Set<string>;
  /** Its machines that live, each with where it came from. */
  readonly members: Map<number, Candidate>;
  readonly protectedMembers: Set<number>;
  readonly activities: Activity[];
  /** When the next look at the group is due; undefined for none. */
  lookAtMs: number | undefined;
  deleted: boolean;
}

export function liveUnits({ members }: AutoScalingGroup): number {
  let units = 0;
  for (const { weight } of members.values()) units += weight;
  return units;
}
