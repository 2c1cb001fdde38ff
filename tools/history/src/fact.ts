/** Names an invariant. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12' | 'I13';

interface At {
  /** Milliseconds since 1970 by a clock that nobody sets: the cloud's. */
  readonly atMs: number;
  /** A store was read, and held this before: it is taken in, and not judged. */
  readonly restated?: true;
}

/** What the world is like; the first fact of a history. A bound that is left out is not judged. */
export interface WorldFact extends At {
  readonly kind: 'world';
  readonly deploymentId: string;
  readonly replayHorizonMs?: number;
  readonly visibilityHorizonMs?: number;
  readonly transportDeadlineMs?: number;
  readonly bootTimeoutMs?: number;
  /** How far the store's word of a machine's creation may lie from the cloud's: some answer a launch without it. @default 0 */
  readonly createdWithinMs?: number;
  /** Most units of a template at a time. */
  readonly maxima?: { readonly [templateId: string]: number };
  /** Longest time from the end of all faults to the end of all work. */
  readonly settleWithinMs?: number;
  /** Longest time that a surplus machine may stay undeclared, or alive, once faults are over. */
  readonly surplusWithinMs?: number;
}

/** What callers, clouds and stores did and said, each from its own side. */
export type Fact =
  | WorldFact
  /** A caller wants machines. `callId` is minted before the first try. */
  | (At & {
      readonly kind: 'asked';
      readonly what: 'acquire';
      readonly callId: string;
      readonly units: number;
      readonly templateId: string;
    })
  /** A caller, or an operator, wants machines to end. */
  | (At & {
      readonly kind: 'asked';
      readonly what: 'return';
      readonly callId: string;
      readonly machines: readonly { readonly machineId?: string; readonly name?: string }[];
    })
  | (At & { readonly kind: 'asked'; readonly what: 'cancel'; readonly requestId: string })
  /** An operator decided that orphans end, or named machines that a rebuild may take over. */
  | (At & { readonly kind: 'ordered'; readonly machineIds: readonly string[] })
  /** A caller was told that its request is accepted. */
  | (At & { readonly kind: 'acknowledged'; readonly callId: string; readonly requestId: string })
  /** A caller was told how its request ended. `answer` is everything it was told, as one text. */
  | (At & {
      readonly kind: 'answered';
      readonly requestId: string;
      readonly answer: string;
      readonly outcome: string;
      readonly machineIds: readonly string[];
    })
  /** A caller was told that a machine of its is gone. */
  | (At & { readonly kind: 'told-gone'; readonly machineId: string })
  /** A process began; its name is used once. */
  | (At & { readonly kind: 'process-began'; readonly process: string })
  /** A process was shown a listing of the cloud by a call that succeeded. */
  | (At & { readonly kind: 'listed'; readonly process: string; readonly connection?: string })
  /** A process is about to write a call to its socket, right after its last check. */
  | (At & {
      readonly kind: 'call-ready';
      readonly process: string;
      readonly action: string;
      readonly effect: 'create' | 'delete';
      readonly attemptId: string;
      /** How long ago the last check may have been, where nobody can tell to the millisecond. */
      readonly lagMs?: number;
    })
  /** A plugin is given what it shall launch: the whole document, as its caller hands it over. */
  | (At & {
      readonly kind: 'handed-over';
      readonly process: string;
      readonly token: string;
      readonly part: number;
      readonly document: string;
    })
  /** The cloud refused a call because its token was used with other parameters, and nobody made it say so. */
  | (At & { readonly kind: 'mismatch'; readonly token: string })
  | CloudMachineFact
  /** `order`: by a call of ours; `cloud`: by itself, or by somebody else. */
  | (At & { readonly kind: 'cloud-ended'; readonly machineId: string; readonly by: 'order' | 'cloud' })
  /** Somebody took all tags off a machine of ours: nobody can tell it from a stranger any more but a store that knows its id. */
  | (At & { readonly kind: 'cloud-stripped'; readonly machineId: string })
  /** Another billable object of ours. */
  | (At & {
      readonly kind: 'cloud-object';
      readonly object: 'group' | 'volume';
      readonly id: string;
      readonly alive: boolean;
      readonly machineIds: readonly string[];
    })
  | StoreRequestFact
  | StoreIntentFact
  | StoreAttemptFact
  | StoreMachineFact
  | (At & {
      readonly kind: 'store-connection';
      readonly connection: string;
      readonly holder: string | undefined;
      readonly epoch: number;
      readonly halted: string | undefined;
      /** Whether the account is recorded that it belongs to; left out where nobody can tell. */
      readonly identified?: boolean;
    })
  /** Another store stands in its place: an older image of it, or an empty one. What `holds` names is still known. */
  | (At & { readonly kind: 'store-replaced'; readonly how: 'restored' | 'emptied' })
  /** Everything that a store holds now: what was acknowledged is compared with it. */
  | (At & { readonly kind: 'store-holds'; readonly requestIds: readonly string[] })
  /** Somebody set a clock of ours: times by it are no measure from here. */
  | (At & { readonly kind: 'clock-set' })
  /** Nothing goes wrong any more. */
  | (At & { readonly kind: 'faults-over' })
  | (At & { readonly kind: 'end' });

/** A machine that the cloud has, by its own table. */
export interface CloudMachineFact extends At {
  readonly kind: 'cloud-machine';
  readonly machineId: string;
  readonly deploymentId: string;
  readonly requestId: string;
  readonly intentId: string;
  readonly units: number;
  readonly createdAtMs: number;
  readonly token: string | undefined;
  /** `order`: a call of ours asked for it; `extra`: the cloud gave or refilled more than was asked; `stranger`: somebody copied our tags. */
  readonly origin: 'order' | 'extra' | 'stranger';
}

/** A request as it was committed. */
export interface StoreRequestFact extends At {
  readonly kind: 'store-request';
  readonly requestId: string;
  readonly callId: string;
  readonly what: 'acquire' | 'return';
  readonly templateId: string | undefined;
  readonly state: 'open' | 'cancelling' | 'ended';
  readonly outcome: string | undefined;
  readonly reasons: string;
  readonly grantedUnits: number;
  readonly desiredUnits: number;
  /** Somebody must poll it, and nobody did. */
  readonly unpolled: boolean;
  /** Why the request is refused from the start; undefined for one that is worked on. */
  readonly rejected: boolean;
  readonly targets: readonly { readonly machineId: string | undefined; readonly state: string }[];
}

/** An intent as it was committed. */
export interface StoreIntentFact extends At {
  readonly kind: 'store-intent';
  readonly intentId: string;
  /** Left out where a deployment has only one. */
  readonly connection?: string;
  readonly requestId: string;
  readonly operation: 'launch' | 'terminate' | 'clean-up' | 'adopt';
  readonly units: number;
  readonly token: string;
  readonly document: string | undefined;
  readonly machineIds: readonly string[];
  readonly settlement: string | undefined;
  readonly firstSentAtMs: number | undefined;
  readonly lastNotAfterMs: number | undefined;
}

/** An attempt as it was committed. */
export interface StoreAttemptFact extends At {
  readonly kind: 'store-attempt';
  readonly attemptId: string;
  readonly intentId: string;
  readonly epoch: number;
  readonly notAfterMs: number;
  readonly state: 'sending' | 'answered';
  readonly errorClass: string | undefined;
}

/** A machine as it was committed. */
export interface StoreMachineFact extends At {
  readonly kind: 'store-machine';
  readonly machineId: string;
  readonly connection: string;
  readonly requestId: string;
  readonly intentId: string;
  readonly units: number;
  readonly createdAtMs: number;
  readonly delivered: boolean;
  readonly surplus: string | undefined;
  readonly returnRequestId: string | undefined;
  readonly orphan: boolean;
  readonly goneAtMs: number | undefined;
}

/** Fact of one kind. */
export type FactOf<Kind extends Fact['kind']> = Extract<Fact, { readonly kind: Kind }>;
