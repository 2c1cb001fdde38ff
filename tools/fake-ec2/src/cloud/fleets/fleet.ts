import type { FakeMarket } from '../../control/protocol.ts';
import type { Params } from '../../server/params.ts';
import type { Candidate, Refusal, Strategy } from '../allocation.ts';
import type { Cloud } from '../cloud.ts';
import type { Launch, Owner } from '../launch.ts';
import type { LaunchData } from '../launch-data.ts';
import type { TemplateReference } from '../launch-templates.ts';
import type { Tag } from '../tag-sets.ts';
import type { TagSpecifications } from '../tag-specifications.ts';

/** One template or launch specification with what replaces parts of it. */
export interface FleetConfig {
  readonly data: LaunchData;
  readonly template: TemplateReference | undefined;
  readonly overrides: readonly FleetOverride[];
}

export interface FleetOverride {
  readonly source: Params | undefined;
  readonly weight: number | undefined;
  readonly priority: number;
  readonly maxPriceUsd: number | undefined;
}

/** How the units of one market are placed. */
export interface MarketOptions {
  readonly strategy: Strategy;
  readonly poolCount: number;
  readonly singleType: boolean;
  readonly singleZone: boolean;
  readonly minUnits: number;
}

type FleetState = 'active' | 'deleted_running' | 'deleted_terminating';

/** An EC2 Fleet or a Spot Fleet: what both have in common. */
export interface Fleet {
  readonly id: string;
  readonly kind: 'ec2' | 'spot';
  readonly type: 'instant' | 'request' | 'maintain';
  readonly clientToken: string;
  readonly createdMs: number;
  readonly configs: readonly FleetConfig[];
  readonly unit: string;
  readonly options: Readonly<Record<FakeMarket, MarketOptions>>;
  /** As it was sent, for answers. */
  readonly source: Params;
  readonly owner: Owner;
  /** Put on what it launches beside the tags of templates. */
  readonly launchTags: TagSpecifications;
  target: Readonly<Record<FakeMarket, number>>;
  excessTerminates: boolean;
  state: FleetState;
  /** Units that live now, and units that ever came. */
  live: Record<FakeMarket, number>;
  launched: Record<FakeMarket, number>;
  readonly launches: { readonly launch: Launch; readonly candidate: Candidate }[];
  refusals: readonly { readonly market: FakeMarket; readonly refusal: Refusal | ConfigRefusal }[];
  tags: readonly Tag[];
  /** When it tries next to launch what is missing; undefined for never. */
  tryAtMs: number | undefined;
}

/** A config or override from which nothing can be launched at all. */
export interface ConfigRefusal {
  readonly config: FleetConfig;
  readonly override: FleetOverride;
  readonly code: string;
  readonly message: string;
}

export const MARKETS: readonly FakeMarket[] = ['on-demand', 'spot'];

/** The machines of a fleet that live. */
export function liveMachines(cloud: Cloud, { launches }: Fleet): readonly number[] {
  return launches.flatMap(({ launch }) =>
    Array.from({ length: launch.count }, (_none, ordinal) => launch.first + ordinal).filter((machine) => cloud.machines.isLive(machine)),
  );
}
