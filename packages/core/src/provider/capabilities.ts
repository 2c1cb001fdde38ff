/** How long the cloud protects a repeat, and how long it may hide what exists, for one kind of object. */
export interface KindFacts {
  /** For example `machine`, `fleet`, `disk`. */
  readonly kind: string;
  /** How long after the first try the same token still finds that try's machines, in milliseconds. */
  readonly replayHorizonMs: number;
  /**
   * How long a listing may lag behind a create, in milliseconds. 0: a listing is never stale, and "not found" for an exact id is final.
   */
  readonly visibilityHorizonMs: number;
}

/** What the machines of a provider can do. */
export interface MachineCapabilities {
  /** Facts of every kind that launches create; the machines' own kind first. */
  readonly kinds: readonly KindFacts[];
  /** Most capacity units one intent may ask for. */
  readonly maxUnitsPerLaunch: number;
  readonly maxIdsPerTerminate: number;
  readonly maxIdsPerInspect: number;
  /** `start`, `stop` and `restart` exist. */
  readonly stoppable: boolean;
  /** Machines may be made by groups, and `cleanUp` exists. */
  readonly groups: boolean;
  /** Groups that cannot be kept from replacing lost machines: what they add is surplus. */
  readonly refills: boolean;
  readonly spot: boolean;
  /** The cloud announces that it takes a machine back. */
  readonly reclaimNotice: boolean;
  /** One machine may count for several capacity units. */
  readonly weighted: boolean;
  /** `feed` exists. */
  readonly feed: boolean;
  /** Machines that somebody else made can be taken over: `adopt` and `members` exist. */
  readonly adoptable: boolean;
}

/** What a provider can do: plain data, from which tests skip and user interfaces disable, and nothing else. */
export interface Capabilities {
  readonly machines: MachineCapabilities;
  /** Optional interfaces that the provider implements. */
  readonly interfaces: readonly OptionalInterface[];
}

/** The interfaces a provider may implement beside machines and catalog. Each is experimental until two plugins implement it. */
export type OptionalInterface =
  | 'volumes'
  | 'snapshots'
  | 'networks'
  | 'images'
  | 'objects'
  | 'identities'
  | 'registries'
  | 'clusters'
  | 'telemetry';

/** The allowance of one action, per account and region: a token bucket as the cloud keeps it. */
export interface RateLimit {
  /** As in `CallOptions.action`. */
  readonly action: string;
  readonly burst: number;
  readonly refillPerSecond: number;
}
