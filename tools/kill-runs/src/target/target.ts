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

/** What a run asks its cloud to do beside what the product asks it. */
export interface TargetCloud {
  /** The next launch gives one machine, and no room as the reason. */
  giveOneOnly(): void;
  /** Machines of the next launch do not finish to boot. */
  holdBoots(): void;
  reclaim(machineId: string): void;
  /** Every machine that ever was; none before the cloud was used. */
  machines(): readonly CloudMachine[];
  objects(): readonly CloudObject[];
}

/** A kind of cloud that runs go against. */
export interface Target {
  readonly name: string;
  /** Id of the provider plugin. */
  readonly provider: string;
  /** Pattern of the path of the plugin's module, whose calls are announced. */
  readonly pluginModule: string;
  /** Templates named `plain`, `zones` (with several offers), `spot` and `group`. */
  readonly templates: readonly object[];
  settings(folder: string): object;
  /** @param folder - the same as that of {@link Target.settings} */
  open(folder: string): TargetCloud;
  /** Words of the judge's command line that name the cloud's side. */
  judgedBy(folder: string): readonly string[];
}
