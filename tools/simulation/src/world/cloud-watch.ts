import type { Fact } from '@hostwright/history';
import type { CloudControl, GroupView, MachineView } from '@hostwright/provider-mock';
import { launchToken } from './in-parts.js';
import { DEPLOYMENT_ID } from './store-image.js';

/** How tokens begin by which others launch in the same account. */
export const OTHERS_TOKEN = 'neighbour';

/** Looks at the cloud's own table and tells what changed in it since the last look. */
export class CloudWatch {
  readonly #states = new Map<string, 'alive' | 'ended'>();
  readonly #stripped = new Set<string>();
  readonly #orderedUnits = new Map<string, number>();

  /** @param askedUnits - what the intent with this id asked for; undefined for an intent that nobody knows */
  constructor(
    private readonly cloud: CloudControl,
    private readonly nowMs: () => number,
    private readonly askedUnits: (intentId: string) => number | undefined,
    /** The cloud may give more than it is asked for: set by the faults that make it do so. */
    private readonly overDelivers: () => boolean,
  ) {}

  /** Machines that live now, by the cloud's own table. */
  live(): readonly MachineView[] {
    return this.cloud.machines().filter((machine) => machine.state !== 'terminated');
  }

  /** What changed. */
  look(): readonly Fact[] {
    const facts: Fact[] = [];
    for (const machine of this.cloud.machines()) {
      const known = this.#states.get(machine.id);
      if (known === undefined) this.#appear(machine, facts);
      else if (known === 'alive' && lacksTags(machine)) this.#strip(machine, facts);
      if (machine.state === 'terminated' && known !== 'ended' && this.#states.has(machine.id)) this.#end(machine, facts);
    }
    return facts;
  }

  /** Groups and volumes of ours, as they are now. */
  objects(): readonly Fact[] {
    const atMs = this.nowMs();
    const machines = this.cloud.machines();
    // What bears no tag of ours is somebody else's.
    const own = this.cloud.groups().filter((group) => group.tags['hostwright-deployment'] === DEPLOYMENT_ID);
    const groups = own.map((group): Fact => {
      const machineIds = machines
        .filter((machine) => machine.groupId === group.id || bearsTagOf(machine, group))
        .map((machine) => machine.id);
      return { kind: 'cloud-object', atMs, object: 'group', id: group.id, alive: group.state === 'active', machineIds };
    });
    const volumes = this.cloud.volumes().map((volume): Fact => {
      const machineIds = volume.machineId === undefined ? [] : [volume.machineId];
      return { kind: 'cloud-object', atMs, object: 'volume', id: volume.id, alive: volume.state !== 'deleted', machineIds };
    });
    return [...groups, ...volumes];
  }

  #appear(machine: MachineView, facts: Fact[]): void {
    const deploymentId = machine.tags['hostwright-deployment'];
    const intentId = machine.tags['hostwright-intent'];
    if (deploymentId === undefined || intentId === undefined) return;
    this.#states.set(machine.id, 'alive');
    facts.push({
      kind: 'cloud-machine',
      atMs: this.nowMs(),
      machineId: machine.id,
      deploymentId,
      requestId: machine.tags['hostwright-request'] ?? '',
      intentId,
      units: machine.units,
      createdAtMs: machine.createdAtMs,
      token: launchToken(machine.clientToken),
      origin: this.#originOf(machine, intentId),
    });
  }

  #originOf(machine: MachineView, intentId: string): 'order' | 'extra' | 'stranger' {
    if (machine.clientToken === undefined || machine.clientToken.startsWith(OTHERS_TOKEN)) return 'stranger';
    const key = `${intentId} ${launchToken(machine.clientToken)}`;
    const before = this.#orderedUnits.get(key) ?? 0;
    const asked = this.askedUnits(intentId) ?? Infinity;
    const refilled = machine.groupId !== undefined;
    if (before >= asked && (refilled || this.overDelivers())) return 'extra';
    this.#orderedUnits.set(key, before + machine.units);
    return 'order';
  }

  #strip(machine: MachineView, facts: Fact[]): void {
    if (this.#stripped.has(machine.id)) return;
    this.#stripped.add(machine.id);
    facts.push({ kind: 'cloud-stripped', atMs: this.nowMs(), machineId: machine.id });
  }

  #end(machine: MachineView, facts: Fact[]): void {
    this.#states.set(machine.id, 'ended');
    const by = machine.endReason === 'Client.UserInitiatedShutdown' ? 'order' : 'cloud';
    facts.push({ kind: 'cloud-ended', atMs: machine.endedAtMs ?? this.nowMs(), machineId: machine.id, by });
  }
}

/** Without one of these nobody can tell whose it is. */
function lacksTags({ tags }: MachineView): boolean {
  return tags['hostwright-deployment'] === undefined || tags['hostwright-intent'] === undefined;
}

/** A copy of a group's machine that its request took for its own keeps the group. */
function bearsTagOf(machine: MachineView, group: GroupView): boolean {
  const intentId = group.tags['hostwright-intent'];
  return intentId !== undefined && machine.tags['hostwright-intent'] === intentId;
}
