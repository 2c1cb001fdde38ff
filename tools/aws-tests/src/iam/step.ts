import type { Cloud } from '../cloud/cloud.js';
import type { Connection } from '../plugin/connection.js';

/** Keys as a user writes them. */
export type Keys = Readonly<Record<string, unknown>>;

/** A cloud for one step. */
export interface World {
  readonly cloud: Cloud;
  /** A queue of events; undefined where there are no queues. */
  readonly queueUrl?: string;
  /** Puts something into it. */
  sendEvent?(): Promise<void>;
  /** An empty folder. */
  readonly folder: string;
  /** Makes a volume of ours that no machine has. Answers its id. */
  leaveVolume(): Promise<string>;
  /** Makes a launch template of the user's. Answers its id. */
  userTemplate(): Promise<string>;
  /** Starts a machine without our tags. Answers its id. */
  foreignMachine(): Promise<string>;
}

/** Who does a step, and somebody who may do everything and prepares it. */
export interface Cast {
  readonly by: Connection;
  readonly owner: Connection;
  readonly world: World;
}

/** One thing that the plugin does for a site. */
export interface Step {
  readonly name: string;
  /** Further settings of the connection. */
  settings?(world: World): Keys;
  run(cast: Cast): Promise<unknown>;
}
