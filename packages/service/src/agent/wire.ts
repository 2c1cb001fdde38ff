import type { AgentBuild } from './pointer.js';

/** Route prefix of the five Host Factory calls: `POST /v1/hf/requestMachines`. */
export const CALL_ROUTE = '/v1/hf/';
/** Looks at every connection at once. */
export const WAKE_ROUTE = '/v1/wake';
/** Tells how the agent is doing. */
export const STATUS_ROUTE = '/v1/status';
/** Finishes what is being sent, then ends. */
export const STOP_ROUTE = '/v1/stop';

/** Minted by the caller before its first try; the same on every path. */
export const CALL_ID_HEADER = 'x-call-id';
/** `symphony` or `lsf`. */
export const DIALECT_HEADER = 'x-dialect';
/** The caller's configuration folder: an agent of another one must not answer. */
export const CONFIGURATION_HEADER = 'x-configuration';
/** Why an agent should stop: {@link NEWER_BUILD}, or absent when somebody wants it so. */
export const REASON_HEADER = 'x-reason';
/** A newer program takes over. */
export const NEWER_BUILD = 'newer-build';
/** Exit code that the script ends with. */
export const EXIT_CODE_HEADER = 'x-exit-code';

/** The call was answered with exit code 0. */
export const HTTP_OK = 200;
/** The call was answered with another exit code: the document is the answer all the same. */
export const HTTP_REFUSED = 422;

/** Largest input that is read: far above the largest real one, far below what would hurt. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** What `POST /v1/wake` answers. */
export interface WakeAnswer {
  readonly build: AgentBuild;
}

/** What `GET /v1/status` answers. */
export interface AgentStatus {
  readonly pid: number;
  readonly host: string;
  readonly build: AgentBuild;
  readonly startedAtMs: number;
  readonly uptimeMs: number;
  /** Steps that the engine has finished since the agent started. */
  readonly progress: number;
  /** Nothing is open: no request, machine, group or intent. */
  readonly idle: boolean;
  readonly configurationDirectory: string;
  /** Why the configuration on disk is not the one in use; undefined when it is. */
  readonly configurationProblem: string | undefined;
  /** Connections whose plugin or settings cannot be used, and why. */
  readonly brokenConnections: readonly { readonly name: string; readonly message: string }[];
}
