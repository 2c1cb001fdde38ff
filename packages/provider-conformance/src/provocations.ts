/** Operations that a provocation can hit. */
export type Target = 'launch' | 'terminate' | 'sweep' | 'inspect' | 'volume-create' | 'snapshot-create';

/**
 * What an author can make the cloud do, each once unless it says otherwise. All are optional: a case whose provocation is missing is
 * reported as not exercised, never as passed.
 */
export interface Provocations {
  /** The next call of the target is refused because of its rate. */
  readonly throttle?: (target: Target) => Promise<void>;
  /** The next call of the target is refused before it has any effect: the cloud is not available. */
  readonly unavailable?: (target: Target) => Promise<void>;
  /** The next `times` calls of the target take effect, and their answers are lost. */
  readonly loseReply?: (target: Target, times: number) => Promise<void>;
  /** The next call of the target is lost on its way; the caller cannot know that. */
  readonly loseCall?: (target: Target) => Promise<void>;
  /** The next call of the target takes effect, and its answer takes that long. */
  readonly hang?: (target: Target, durationMs: number) => Promise<void>;
  /** The next launch finds no room at all. */
  readonly noCapacity?: () => Promise<void>;
  /** The next launch exceeds the account's quota. */
  readonly quotaExceeded?: () => Promise<void>;
  /** The next launch is given that many machines of those it asks for. */
  readonly partialCapacity?: (machines: number) => Promise<void>;
  /** The next launch is given that many machines more than it asks for. */
  readonly overDeliver?: (machines: number) => Promise<void>;
  /** From now on the credentials are expired. Answers what makes them good again. */
  readonly expireCredentials?: () => Promise<() => Promise<void>>;
  /** From now on the target is forbidden. Answers what allows it again. */
  readonly denyPermission?: (target: Target) => Promise<() => Promise<void>>;
  /** The next sweep is answered under another account. */
  readonly otherIdentity?: () => Promise<void>;
  /** The next sweep cannot read one shard of the machine's shards, and says so. */
  readonly unreadableShard?: (shard: string) => Promise<void>;
  /** The next sweep loses a page in the middle, for good: repeating the page does not help. */
  readonly loseSweepPage?: () => Promise<void>;
  /** Makes the next launch's machines invisible to listings and inspections for that long, at most the visibility horizon. */
  readonly hideNewMachines?: (durationMs: number) => Promise<void>;
  /** Orders about this machine are refused whenever it is named in a call. */
  readonly poison?: (target: 'terminate' | 'inspect', machineId: string) => Promise<void>;
  /** Somebody else starts a machine without any tag. Answers its id. */
  readonly foreignMachine?: () => Promise<string>;
  /** Somebody takes all tags off a machine. */
  readonly stripTags?: (machineId: string) => Promise<void>;
  /** Somebody starts a machine with the same tags. Answers its id. */
  readonly copyMachine?: (machineId: string) => Promise<string>;
  /** A machine ends by itself. */
  readonly endMachine?: (machineId: string) => Promise<void>;
  /** The cloud announces that it takes a machine back in that long. */
  readonly reclaim?: (machineId: string, graceMs: number) => Promise<void>;
  /** The next machine that ends leaves its companion behind. Ask for it before the launch. */
  readonly leaveCompanion?: () => Promise<void>;
  /** Sets the cloud's clock that much ahead of ours. */
  readonly skewClock?: (skewMs: number) => Promise<void>;
}

/** The name of a provocation. */
export type Provocation = keyof Provocations;
