import type { Market } from './offer.js';
import type { MachineState, Status } from './status.js';
import type { Tag } from './tag.js';

/** Why a machine is not wanted any more although nobody returned it. */
export type SurplusReason = 'over-delivered' | 'superseded' | 'cancelled' | 'refilled' | 'boot-timeout';

/** A cloud's announcement that it takes the machine back, its grace kept as an absolute deadline. */
export interface Reclaim {
  readonly reason: 'spot' | 'maintenance' | 'eviction';
  readonly noticedAtMs: number;
  readonly deadlineAtMs: number;
}

/** A machine that our store knows. */
export interface Machine {
  readonly machineId: string;
  readonly connection: string;
  /** The acquire request it was launched for; for an orphan, what its tags say. */
  readonly requestId: string;
  readonly intentId: string;
  readonly generation: number;
  readonly templateId: string;
  readonly kind: string;
  /** Its own final host name; empty while unknown. */
  readonly name: string;
  readonly status: Status<MachineState>;
  readonly shard: string;
  readonly zone: string | undefined;
  readonly machineType: string;
  readonly market: Market;
  readonly units: number;
  readonly privateIp: string | undefined;
  readonly publicIp: string | undefined;
  readonly tags: readonly Tag[];
  readonly groupRef: string | undefined;
  /** Cloud's creation time, by the cloud's clock. */
  readonly createdAtMs: number;
  /** When we first saw it, by the cloud's clock. Rows are written on change only, so there is no "last seen": see the connection's last sweep. */
  readonly firstSeenAtMs: number;
  /** When it was first seen running with name and address: delivered to its request; undefined before. */
  readonly deliveredAtMs: number | undefined;
  /** Sweeps in a row that covered its shard and did not show it, counted only after its visibility horizon. */
  readonly missedSweeps: number;
  /** Asked for by itself after two missed sweeps, and answered "not found". */
  readonly inspectedAbsent: boolean;
  readonly surplus: SurplusReason | undefined;
  /** The last return request that names it; undefined for none. */
  readonly returnRequestId: string | undefined;
  /** When the cloud last answered our order to end it (our clock); undefined before. */
  readonly terminateOrderedAtMs: number | undefined;
  /** Why that order failed; undefined when it was accepted. */
  readonly terminateFailure: string | undefined;
  readonly reclaim: Reclaim | undefined;
  /** Gone for good (our clock); undefined while it may live. */
  readonly goneAtMs: number | undefined;
  /** Why it ended, in the cloud's words where there are any. */
  readonly endReason: string | undefined;
  /** Machine of an intent we do not know: reported, never touched, until someone orders its return. */
  readonly orphan: boolean;
  readonly version: number;
}

/** What stands behind several machines, or is left of one (a companion that nothing uses): as the store keeps it. */
export interface Group {
  readonly ref: string;
  readonly connection: string;
  readonly kind: string;
  readonly intentId: string;
  readonly requestId: string;
  readonly state: 'active' | 'deleted';
  readonly createdAtMs: number;
  readonly missedSweeps: number;
  /** Left of a machine, and used by nothing any more by the cloud's own word. */
  readonly companion?: true;
}
