import type { LaunchResult, ObservedGroup, ObservedMachine, Shortfall, WriteInput } from '@hostwright/core/provider';
import { MACHINE_KIND } from '../machines/kinds.js';
import type { LaunchDocument } from './document.js';

/** A machine of which a launch's answer names little more than its id: the next sweep tells the rest. */
interface NamedMachine {
  readonly machineId: string;
  readonly machineType: string;
  readonly zone: string | undefined;
  readonly market: ObservedMachine['market'];
  readonly units: number;
  readonly groupRef: string | undefined;
}

/** What a machine is at the moment of its birth. */
export function newbornMachine(
  named: NamedMachine,
  { document, header, providerTimeMs }: { document: LaunchDocument; header: WriteInput['header']; providerTimeMs: number },
): ObservedMachine {
  return {
    ...named,
    kind: MACHINE_KIND,
    header,
    status: { unified: 'pending', raw: 'pending' },
    name: undefined,
    shard: document.region,
    privateIp: undefined,
    publicIp: undefined,
    createdAtMs: providerTimeMs,
    tags: document.tags,
    reclaim: undefined,
    endReason: undefined,
  };
}

/** A group at the moment of its birth. */
export function newbornGroup(
  group: Pick<ObservedGroup, 'groupRef' | 'kind' | 'targetUnits'> & { readonly raw: string },
  { document, header, providerTimeMs }: { document: LaunchDocument; header: WriteInput['header']; providerTimeMs: number },
): ObservedGroup {
  const { raw, ...named } = group;
  return { ...named, header, shard: document.region, state: { unified: 'active', raw }, createdAtMs: providerTimeMs };
}

/** The answer of a call that has named all machines it will ever make. */
export function settledResult(
  machines: readonly ObservedMachine[],
  asked: number,
  why: (units: number) => Shortfall,
  group?: ObservedGroup,
): LaunchResult {
  const missing = asked - machines.reduce((sum, { units }) => sum + units, 0);
  return { machines, group, pendingUnits: 0, shortfall: missing > 0 ? [why(missing)] : [] };
}

/** The answer of a group that has named no machine yet and has promised them all. */
export function promisedResult(group: ObservedGroup, units: number): LaunchResult {
  return { machines: [], group, pendingUnits: units, shortfall: [] };
}

/** What is missing without a word: there was no room for it. */
export function silentShortfall(units: number): Shortfall {
  return { units, reason: 'Capacity', code: undefined, message: `EC2 launched ${units} units less than asked and does not say why` };
}
