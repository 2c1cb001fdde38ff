import type { AnyProviderDefinition, AttemptId, IntentHeader, PreparedLaunch } from '@hostwright/core/provider';
import type { Provocations } from './provocations.js';

/** Any JSON-like object, as an author writes settings and template options. */
export type Keys = Readonly<Record<string, unknown>>;

/** Templates that the kit launches from: each cheap, and each valid by the definition's `templateSchema`. */
export interface SubjectTemplates {
  /** Machines on their own, or whatever the provider launches by default. */
  readonly plain: Keys;
  /** Machines behind a group. Needed when `capabilities.machines.groups`. */
  readonly group?: Keys;
  /** Machines behind a group that replaces what it loses. Needed when `capabilities.machines.refills`. */
  readonly refillingGroup?: Keys;
  /** Only spot machines. Needed when `capabilities.machines.spot`. */
  readonly spot?: Keys;
  /** Machines that count for more than one unit. Needed when `capabilities.machines.weighted`. */
  readonly weighted?: Keys;
  /** Machines that come with a companion: a disk, an address. */
  readonly withCompanion?: Keys;
  /** Names a machine type that the cloud does not have; the schema may refuse it already. */
  readonly unknownType?: Keys;
  /** Names an image that the cloud does not have; the schema may refuse it already. */
  readonly unknownImage?: Keys;
}

/** A launch that another process makes. */
export interface OtherProcessLaunch {
  readonly header: IntentHeader;
  readonly token: string;
  readonly attempt: AttemptId;
  readonly prepared: PreparedLaunch;
}

/** One cloud of its own for one case: what one case does, no other sees. */
export interface World {
  /** Settings as a user writes them. Every provider of the case is made from these. */
  readonly settings: Keys;
  readonly templates: SubjectTemplates;
  /** Secrets by reference, as the settings name them. Their values must be found in no log and no error. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Our clock, in milliseconds since 1970. @default the machine's */
  readonly now?: () => number;
  /** Lets time pass: for the cloud and for whoever waits. @default waits */
  readonly pass?: (durationMs: number) => Promise<void>;
  /** What the author can make happen. What is missing is reported as not exercised. */
  readonly provoke?: Provocations;
  /** Launches part 0 in another process, which answers the machines' ids. */
  readonly launchInOtherProcess?: (launch: OtherProcessLaunch) => Promise<readonly string[]>;
  /** Ids of all live machines that the cloud itself knows, whoever made them; read without the plugin. */
  readonly liveMachineIds?: () => Promise<readonly string[]>;
  /** Removes the cloud, with all that the case left in it. */
  close(): Promise<void>;
}

/** A plugin, and how to make a cloud for it. What the kit is given. */
export interface ConformanceSubject {
  readonly definition: AnyProviderDefinition;
  /** Opens a new, empty cloud. */
  open(): Promise<World>;
  /** Machines that the case of long listings makes. @default 1,050 */
  readonly manyMachines?: number;
  /** Most bytes of user data that the cloud takes. The case about it is not exercised without. */
  readonly maxUserDataBytes?: number;
  /** Id of a machine that is well formed and does not exist. */
  readonly absentMachineId: string;
  /** An id that the cloud refuses as malformed; undefined where any text is an id. */
  readonly malformedMachineId?: string;
}

/** Gives the subject its type. */
export function defineSubject(subject: ConformanceSubject): ConformanceSubject {
  return subject;
}
