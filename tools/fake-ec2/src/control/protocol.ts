/**
 * The words of the control API, shared by the process and by those who start it. This file imports nothing, so that programs with other
 * compiler settings can read it.
 */

/** How the simulated cloud behaves. Every length of time is by its own clock. */
export interface FakeEc2Settings {
  /** Token buckets of requests and of resources, as EC2 has them. @default false */
  readonly throttling: boolean;
  /** Multiplies sizes and refills of all buckets, as a raised quota does. @default 1 */
  readonly throttlingFactor: number;
  /** How long a new machine is neither listed nor known by its id, at least and at most; each machine draws its own. @default 0 */
  readonly visibilityMs: number | readonly [number, number];
  /** After a machine was ordered to stop or to end, how long it is still shown as running. @default 0 */
  readonly staleMs: number;
  /** From accepted to running. @default 0 */
  readonly pendingMs: number;
  /** From ordered to terminated, or to stopped. @default 0 */
  readonly shuttingDownMs: number;
  /** How long a terminated machine is still shown. @default 3,000,000 (EC2: less than an hour) */
  readonly terminatedVisibleMs: number;
  /** After a spot machine was marked, until the cloud ends it. @default 120,000 */
  readonly spotNoticeMs: number;
  /** After a group, a Spot Fleet, or a fleet of type request or maintain was made, until its machines are launched. @default 0 */
  readonly fulfilMs: number;
  /** After a group or a maintaining fleet lost a machine, until it replaces it. @default 0 */
  readonly refillMs: number;
  /** How long a client token protects. @default 86,400,000 */
  readonly tokenLifetimeMs: number;
  /** The most machines of one market that may live; undefined for no limit. */
  readonly onDemandLimit: number | undefined;
  readonly spotLimit: number | undefined;
  /** The most vCPUs on demand; undefined for no limit. */
  readonly onDemandVcpuLimit: number | undefined;
  /** Free places of every pool that was not set itself; undefined for no limit. */
  readonly poolCapacity: number | undefined;
}

export interface FakeEc2Options extends Partial<FakeEc2Settings> {
  /** What its clock shows at the start, in milliseconds since 1970; it then moves by `advance` only. Undefined: real time. */
  readonly virtualTimeMs?: number;
  /** Keeps every request for `requests()`. @default false */
  readonly record?: boolean;
  /** Account ids by access key; any other key belongs to 123456789012. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Decides ids and drawn delays. @default 1 */
  readonly seed?: number;
}

export type FakeMarket = 'on-demand' | 'spot';

/** Where machines come from. `*` stands for every type, zone or market. */
export interface PoolChange {
  readonly type: string;
  readonly zone: string;
  readonly market: FakeMarket | '*';
  /** How many more machines it gives from now on; ended machines give their place back. Undefined: no limit. */
  readonly available?: number | undefined;
  /** US dollars for an hour on the spot market. */
  readonly spotPriceUsd?: number | undefined;
}

/** A fault, for the next calls that match. The earliest rule that matches a call decides. */
export interface FaultRule {
  /** For example `DescribeInstances`, or `*`. */
  readonly action: string;
  /** Matching calls that it lets pass first. @default 0 */
  readonly skip?: number;
  /** Calls that it hits. @default 1 */
  readonly times?: number;
  /**
   * `error` answers instead of acting, unless `afterEffect`; `lost-reply` acts and closes the connection without an answer; `reset`
   * and `hang` do so before acting unless `afterEffect`; `truncated` acts and breaks off in the middle of the body.
   */
  readonly kind: 'error' | 'lost-reply' | 'hang' | 'reset' | 'truncated';
  readonly afterEffect?: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
}

/** One account and region of the cloud. Defaults: 123456789012 and us-east-1. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
}

/** A machine as the cloud itself sees it, whatever its visibility. */
export interface FakeMachine {
  readonly id: string;
  readonly state: string;
  readonly type: string;
  readonly zone: string;
  readonly market: FakeMarket;
  readonly tags: Readonly<Record<string, string>>;
  readonly launchedAtMs: number;
  readonly clientToken: string;
  readonly reason: string | undefined;
}

/** Calls by action. `throttled` are those answered RequestLimitExceeded, counted in `calls` too. */
export interface FakeCounts {
  readonly calls: Readonly<Record<string, number>>;
  readonly throttled: Readonly<Record<string, number>>;
}

/** One request as it was sent, in the form that `@hostwright/emulators/botocore` judges. */
export interface FakeRequest {
  readonly method: string;
  /** Path and query, encoded as sent. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
}

/** What lives in one place; groups that were deleted are not counted. */
export interface FakeInventory {
  readonly machines: number;
  readonly volumes: number;
  readonly launchTemplates: number;
  readonly fleets: number;
  readonly spotFleets: number;
  readonly autoScalingGroups: number;
}
