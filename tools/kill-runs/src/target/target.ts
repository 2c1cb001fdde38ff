import type { Operation } from '../plan/plan.js';

/** A machine by the cloud's own word. */
export interface CloudMachine {
  readonly id: string;
  readonly requestId: string;
  readonly intentId: string;
  readonly deploymentId: string;
  readonly token: string | undefined;
  readonly units: number;
  readonly createdAtMs: number;
  readonly endOrderedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** Runs or will, and nobody ordered its end. */
  readonly alive: boolean;
}

/** A group or volume by the cloud's own word. */
export interface CloudObject {
  readonly kind: 'group' | 'volume';
  readonly id: string;
  readonly alive: boolean;
  readonly machineIds: readonly string[];
}

/** The cloud of one run: what the site is told of it, what it is asked beside what the product asks, and what it says itself. */
export interface TargetCloud {
  /** Settings of the site's connection. */
  readonly settings: object;
  /** Variables that the site's processes need to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The next launch gives one machine, and no room as the reason. */
  giveOneOnly(): Promise<void>;
  /** Machines of the next launch do not finish to boot. */
  holdBoots(): Promise<void>;
  /** Announces that a machine is taken back, and takes it after a minute. */
  reclaim(machineId: string): Promise<void>;
  /** Every machine that ever was; none before the cloud was used. */
  machines(): Promise<readonly CloudMachine[]>;
  objects(): Promise<readonly CloudObject[]>;
  /** Words of the judge's command line that name the cloud's side as it is now. */
  judgedBy(): Promise<readonly string[]>;
  /** Ends what runs for this run alone. */
  close(): Promise<void>;
}

/** Names of the plugin's cloud calls (`action` of `context.call`) that operations come to: each is a point before and after it. */
export interface TargetCalls {
  /** Lists everything that is ours, for a sweep. */
  readonly list: string;
  /** Reads for the offers of a template, then reads of its launch document. */
  readonly offers: string;
  readonly prepare: string;
  readonly launch: string;
  /** Launches machines as a group. */
  readonly launchGroup: string;
  readonly terminate: string;
  readonly deleteGroup: string;
  /** Calls that last and are made again and again, and tell nothing of an operation: they are no points. */
  readonly unseen: readonly string[];
}

/** A kind of cloud that runs go against. */
export interface Target {
  readonly name: string;
  /** Id of the provider plugin. */
  readonly provider: string;
  /** Pattern of the path of the plugin's module, whose calls are announced. */
  readonly pluginModule: string;
  readonly calls: TargetCalls;
  /** What can be played against it. */
  readonly operations: readonly Operation[];
  /** How long its listings may lag. */
  readonly visibilityHorizonMs: number;
  /** Templates named `plain` (room for 200), `zones` (several offers), `spot` and `group`. */
  readonly templates: readonly object[];
  /** Makes the cloud of one run. @param folder - the run's configuration folder, for what it keeps in files */
  open(folder: string): Promise<TargetCloud>;
}
