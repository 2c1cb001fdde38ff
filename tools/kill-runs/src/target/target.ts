import type { Operation } from '../plan/plan.js';
import type { LineFacts } from '../preload/lines.js';
import type { Timing } from '../../../../apps/host-factory/test/e2e/harness/timing.js';

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

/** What a cloud gets of its run. */
export interface TargetRun {
  /** The configuration folder, for what it keeps in files. */
  readonly folder: string;
  /** Adds to what the run's processes write down of themselves. */
  readonly write: (facts: LineFacts) => void;
}

/** The cloud of one run: what the site is told of it, what it is asked beside what the product asks, and what it says itself. */
export interface TargetCloud {
  /** Settings of the site's connection. */
  readonly settings: object;
  /** Folder whose package.json names the plugin; undefined where the command brings it. */
  readonly pluginFolder: string | undefined;
  /** Templates named `plain` (room for 200), `zones` (several offers), `spot` and `group`. */
  readonly templates: readonly object[];
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
  /** Words of the judge's command line that name the cloud's side as it is now. @param folder - for a file that says it */
  judgedBy(folder: string): Promise<readonly string[]>;
  /** Ends what runs for this run alone. */
  close(): Promise<void>;
}

/** The calls of one launch. */
export interface LaunchCalls {
  /** What is read and made for its document. */
  readonly prepare: readonly string[];
  /** The one that starts machines. */
  readonly launch: string;
}

/** Names of the plugin's cloud calls (`action` of `context.call`) that operations come to: each is a point before and after it. */
export interface TargetCalls {
  /** Lists everything that is ours, for a sweep. */
  readonly list: string;
  /** Reads for the offers of a template. */
  readonly offers: string;
  /** Launches of the templates of these names; those of `spot` are like those of `plain`. */
  readonly plain: LaunchCalls;
  readonly zones: LaunchCalls;
  readonly group: LaunchCalls;
  /** Writes that launches need and that cost nothing: no attempt is recorded for them. */
  readonly setUp: readonly string[];
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
  /** Packages that are built before runs. */
  readonly packages: readonly string[];
  /** Pattern of the path of the plugin's module, whose calls are announced. */
  readonly pluginModule: string;
  readonly calls: TargetCalls;
  /** What can be played against it. */
  readonly operations: readonly Operation[];
  /** How long its listings really lag at most. */
  readonly lagMs: number;
  /** For how long the plugin says that they may; where that is longer, it is made to say this instead, so that runs end today. */
  readonly visibilityHorizonMs: number;
  /** How far the plugin's word of a machine's creation lies from the cloud's at most. */
  readonly createdWithinMs: number;
  /** What a site is told beside the shortest times that there are. */
  readonly timing: Partial<Timing>;
  /** Makes the cloud of one run. */
  open(run: TargetRun): Promise<TargetCloud>;
  /** Ends what all runs shared. May be repeated. */
  close(): Promise<void>;
}
