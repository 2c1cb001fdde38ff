/** How a store is to be rebuilt. */
export interface RebuildInput {
  /** Connections left out: they stay halted until a later rebuild covers them. @default none */
  readonly without?: readonly string[];
  /** Connections that the engine does not have, because their plugin cannot be used: left out likewise. @default none */
  readonly unusable?: readonly { readonly connection: string; readonly provider: string }[];
  /** A life that the store is known to have had, from outside: one that does not remember it is rebuilt whatever the clouds show. @default none */
  readonly lostIncarnation?: string | undefined;
  /** Lists and plans, and changes nothing: no lease is taken, and an engine may be at work meanwhile. @default false */
  readonly dryRun?: boolean;
}

/** A deployment that is not ours, in a connection of ours. Its machines are never touched. */
export interface OtherDeployment {
  readonly deploymentId: string;
  readonly machines: number;
}

/** What a rebuild found in one connection. */
export interface RebuiltConnection {
  readonly connection: string;
  /** Not looked at, because it was to be left out: it is halted. All numbers are 0 then. */
  readonly leftOut: boolean;
  /** The cloud showed a life of the deployment that the store did not know. */
  readonly wasOld: boolean;
  /** Live machines of ours that the store knew already. */
  readonly knownMachines: number;
  /** Machines that the store knows only now, with the id of the request that each belongs to. */
  readonly adopted: readonly { readonly machineId: string; readonly requestId: string }[];
  /** Live machines of the store that the cloud did not show: the next sweeps find out what became of them. */
  readonly missingMachines: number;
  /** Machines with our deployment's tag whose other tags are missing or malformed: left alone. */
  readonly unreadableMachines: readonly string[];
  /** Groups of launches without a machine that lives: left alone, because some may still come. */
  readonly idleGroups: readonly string[];
  readonly otherDeployments: readonly OtherDeployment[];
}

/** What a rebuild came to. */
export interface RebuildReport {
  /** `false`: the store knows what the clouds show; nothing was changed. */
  readonly needed: boolean;
  /** The store's life from now on; in a dry run and where nothing was to be done, the one that it has. */
  readonly incarnation: string;
  /** Requests made anew from the tags of their machines. */
  readonly requests: number;
  readonly connections: readonly RebuiltConnection[];
}
