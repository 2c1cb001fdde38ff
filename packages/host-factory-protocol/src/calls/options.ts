import type { Clock, Commands, Logger, Queries } from '@hostwright/core';
import type { Dialect } from '../dialect.js';
import type { AnswerDocument } from '../render/documents.js';

/** Everything a call answers: what to print, and what to exit with. */
export interface Answer {
  /** 0: the document is the call's answer; 1: it failed, and the document says why. */
  readonly exitCode: 0 | 1;
  /** The one document for stdout. */
  readonly document: AnswerDocument;
}

/** What belongs to one call. */
export interface CallInfo {
  /** Minted before the call's first try and the same for every further one, 1 to 100 characters. */
  readonly callId: string;
  /** Aborted when the caller will not wait longer: waiting ends, and what is known by then is answered. */
  readonly signal: AbortSignal;
}

/** One call: the text of its input file in, its answer out. Never rejects. */
export type HostFactoryCall = (inputText: string, info: CallInfo) => Promise<Answer>;

/**
 * Sees to it that somebody works on what is open, and waits for it: wakes the agent, or runs steps of the engine in this process.
 *
 * @param input.until - what is waited for; ask it again whenever something may have changed. Never rejects
 * @param input.waitMs - longest wait; 0 wakes and returns at once
 */
export type WakeAndWait = (input: {
  readonly until: () => Promise<boolean>;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}) => Promise<unknown>;

/** How long calls wait, in milliseconds. */
export interface CallTiming {
  /** For anything but a launch. @default 4000 */
  readonly waitMs: number;
  /** LSF's requestMachines, for the first answer of the cloud. @default 20000 */
  readonly launchWaitMs: number;
  /** A request that nobody asks about within this time is cancelled. @default 900000 */
  readonly pollWithinMs: number;
}

/** What holds unless said otherwise. */
export const DEFAULT_CALL_TIMING: CallTiming = { waitMs: 4_000, launchWaitMs: 20_000, pollWithinMs: 15 * 60_000 };

/** What the calls are made from. */
export interface HostFactoryCallsOptions {
  readonly commands: Pick<Commands, 'requestMachines' | 'returnMachines' | 'markPolled'>;
  readonly queries: Pick<Queries, 'templates' | 'request' | 'machines' | 'isWorkLeft' | 'connections' | 'reclaimable'>;
  readonly dialect: Dialect;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly wakeAndWait: WakeAndWait;
  /** Connections whose plugin or settings cannot be used, and why (no settings); asked while a request is open. @default none */
  readonly brokenConnections?: () => Promise<readonly { readonly name: string; readonly message: string }[]>;
  /** What is wrong with configured templates and their files, for an answer without any. @default nothing */
  readonly templateProblems?: readonly string[];
  readonly timing?: Partial<CallTiming>;
  /** LSF: the Boolean attribute that templates of a connection carry, see {@link lsfHostAttribute}. @default none */
  readonly providerHostAttribute?: (connection: string) => string | undefined;
  /** LSF: the provider instance and cluster, told to machines as `providerName` and `clustername`. @default not told */
  readonly providerName?: string | undefined;
  readonly clusterName?: string | undefined;
  /** Repeats the machines in the answer of requestReturnMachines: some builds of Host Factory insist on it. @default false */
  readonly echoReturnedMachines?: boolean;
  /** @default writes nothing */
  readonly logger?: Pick<Logger, 'warn' | 'error'>;
}

/** The options with every default filled in. */
export interface CallContext extends Required<HostFactoryCallsOptions> {
  readonly timing: CallTiming;
}

/** Fills in the defaults. */
export function toCallContext(options: HostFactoryCallsOptions): CallContext {
  return {
    brokenConnections: () => Promise.resolve([]),
    templateProblems: [],
    providerHostAttribute: () => undefined,
    providerName: undefined,
    clusterName: undefined,
    echoReturnedMachines: false,
    logger: { warn: () => undefined, error: () => undefined },
    ...options,
    timing: { ...DEFAULT_CALL_TIMING, ...options.timing },
  };
}
