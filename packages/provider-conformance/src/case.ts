import type { Capabilities, MachineCapabilities, OptionalInterface } from '@hostwright/core/provider';
import type { Bench } from './bench/bench.js';
import type { Provocation } from './provocations.js';
import type { ConformanceSubject, SubjectTemplates, World } from './subject.js';

/** What a case needs to be meaningful: capabilities alone decide whether it is skipped. */
export type Capability = keyof Pick<
  MachineCapabilities,
  'stoppable' | 'groups' | 'refills' | 'spot' | 'reclaimNotice' | 'weighted' | 'feed' | 'adoptable'
>;

/** What the author must offer beyond the mandatory parts of a world. */
export type WorldPart = keyof Pick<World, 'launchInOtherProcess' | 'liveMachineIds' | 'secrets'>;

/** What the author must say beyond the mandatory parts of a subject. */
export type SubjectPart = keyof Pick<ConformanceSubject, 'maxUserDataBytes'>;

/** One rule of the contract, and how it is judged. */
export interface ConformanceCase {
  /** `INTERFACE.operation.rule`, stable: reports and plugins refer to it. */
  readonly id: string;
  /** The rule as a sentence. */
  readonly title: string;
  /** Skipped when the provider's capabilities deny one of these. */
  readonly capabilities?: readonly Capability[];
  /** Skipped when the provider does not implement it. */
  readonly interface?: OptionalInterface;
  /** Not exercised unless the author can provoke all of these. */
  readonly provokes?: readonly Provocation[];
  /** Not exercised unless the author offers all of these templates. */
  readonly templates?: readonly (keyof SubjectTemplates)[];
  /** Not exercised unless the author offers all of these. */
  readonly world?: readonly WorldPart[];
  /** Not exercised unless the author says all of these. */
  readonly subject?: readonly SubjectPart[];
  /** @throws when the rule is broken; the message says how */
  run(bench: Bench): Promise<void>;
}

/** Keeps the type of a list of cases that stands in its own file. */
export function defineCases(cases: readonly ConformanceCase[]): readonly ConformanceCase[] {
  return cases;
}

/** Why a case says nothing of this provider; undefined when its capabilities allow it. */
export function denialOf(one: ConformanceCase, capabilities: Capabilities): string | undefined {
  const denied = one.capabilities?.find((capability) => !capabilities.machines[capability]);
  if (denied !== undefined) return `capabilities.machines.${denied} is false`;
  if (one.interface !== undefined && !capabilities.interfaces.includes(one.interface)) return `${one.interface} is not implemented`;
  return undefined;
}

/** What the author would have to offer for a case to be exercised; undefined when nothing is missing. */
export function gapOf(one: ConformanceCase, world: World, subject: ConformanceSubject): string | undefined {
  const missing = [
    ...(one.provokes ?? []).filter((name) => world.provoke?.[name] === undefined).map((name) => `provoke.${name}`),
    ...(one.templates ?? []).filter((name) => world.templates[name] === undefined).map((name) => `templates.${name}`),
    ...(one.world ?? []).filter((name) => world[name] === undefined),
    ...(one.subject ?? []).filter((name) => subject[name] === undefined),
  ];
  return missing.length === 0 ? undefined : `the subject offers no ${missing.join(', ')}`;
}
