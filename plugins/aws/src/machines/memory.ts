import { perSession } from '../cache/per-session.js';
import type { GroupLink } from './group-of-tags.js';
import { VISIBILITY_HORIZON_MS, type GroupKind } from './kinds.js';
import { createNotices, type Notices } from './notices.js';

/** Where a machine is, and what made it. */
interface MachinePlace {
  readonly zone: string | undefined;
  readonly group: GroupLink | undefined;
}

/**
 * What one process remembers of a connection between its calls. Nothing in it matters: all of it is asked for again where it is missing.
 */
interface MachineMemory {
  readonly notices: Notices;
  /** Undefined for a machine that this process has not seen. */
  placeOf(machineId: string): MachinePlace | undefined;
  rememberMachine(machineId: string, place: MachinePlace): void;
  forgetMachine(machineId: string): void;
  /** Known machines of each zone; those of unknown zone are left out. */
  machinesByZone(): ReadonlyMap<string, readonly string[]>;
  /** Begins a listing. Answers what ends it: machines that it did not show are forgotten. */
  beginListing(): () => void;

  /** Groups that may still be there. */
  groupsOf(kind: GroupKind): readonly string[];
  rememberGroup(group: Pick<GroupLink, 'ref' | 'kind'>): void;
  forgetGroup(ref: string): void;
  /** A complete listing of a kind did not show the others of that kind: those that it can no longer hide are forgotten. */
  keepGroups(kind: GroupKind, shown: ReadonlySet<string>): void;
  /** Groups that were told not to refill. */
  readonly closedGroups: Set<string>;

  /** When each kind was last listed to its end, by our clock. */
  readonly listedAtMs: Map<string, number>;
  /** A machine ended since volumes were last listed. */
  machinesEnded: boolean;
  /** When this process last read its queue of events without an error, by our clock; undefined: never. */
  queueReadAtMs: number | undefined;
  /** When each launch template was last needed or first seen, by our clock; key: its name. */
  readonly launchTemplatesUsedAtMs: Map<string, number>;
  /** A launch is about to need it. */
  launchTemplateUsed(name: string): void;
}

/** The memory that all parts of a session share. */
export const memoryOf = perSession((session) => createMemory(() => session.context.now()));

function createMemory(now: () => number): MachineMemory {
  const machines = new Map<string, { readonly place: MachinePlace; round: number }>();
  const groups = new Map<string, { readonly kind: GroupKind; readonly sinceMs: number }>();
  const launchTemplatesUsedAtMs = new Map<string, number>();
  let round = 0;
  return {
    notices: createNotices(),
    placeOf: (machineId) => machines.get(machineId)?.place,
    rememberMachine(machineId, place) {
      const known = machines.get(machineId);
      // A listing shows most machines where they were.
      if (known !== undefined && known.place.zone === place.zone && known.place.group === place.group) known.round = round;
      else machines.set(machineId, { place, round });
    },
    forgetMachine: (machineId) => void machines.delete(machineId),
    machinesByZone() {
      const zones = new Map<string, string[]>();
      for (const [machineId, { place }] of machines) {
        if (place.zone === undefined) continue;
        const known = zones.get(place.zone);
        if (known === undefined) zones.set(place.zone, [machineId]);
        else known.push(machineId);
      }
      return zones;
    },
    beginListing() {
      round += 1;
      const began = round;
      return () => {
        for (const [machineId, entry] of machines) {
          if (entry.round >= began) continue;
          machines.delete(machineId);
          this.machinesEnded = true;
        }
      };
    },
    groupsOf: (kind) => [...groups].filter(([, group]) => group.kind === kind).map(([ref]) => ref),
    rememberGroup({ ref, kind }) {
      if (!groups.has(ref)) groups.set(ref, { kind, sinceMs: now() });
    },
    forgetGroup(ref) {
      groups.delete(ref);
      this.closedGroups.delete(ref);
    },
    keepGroups(kind, shown) {
      for (const [ref, group] of groups) {
        const hidden = now() - group.sinceMs < VISIBILITY_HORIZON_MS * 2;
        if (group.kind === kind && !shown.has(ref) && !hidden) this.forgetGroup(ref);
      }
    },
    closedGroups: new Set(),
    listedAtMs: new Map(),
    machinesEnded: false,
    queueReadAtMs: undefined,
    launchTemplatesUsedAtMs,
    launchTemplateUsed: (name) => void launchTemplatesUsedAtMs.set(name, now()),
  };
}
