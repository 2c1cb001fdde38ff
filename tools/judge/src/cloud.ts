/** A machine as its cloud tells of it. Times are the cloud's, in milliseconds since 1970. */
export interface CloudMachine {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly units: number;
  readonly createdAtMs: number;
  readonly terminateOrderedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly reclaimNoticedAtMs: number | undefined;
  readonly reclaimDeadlineAtMs: number | undefined;
}

/** A group or a disk: something beside machines that costs money. */
export interface CloudCompanion {
  readonly id: string;
  readonly kind: 'group' | 'volume';
  readonly tags: ReadonlyMap<string, string>;
  /** Of a volume: the machine that uses it. */
  readonly machineId: string | undefined;
}

/** Everything of the cloud that a verdict needs. */
export interface Cloud {
  /** Every machine that ever existed. */
  readonly machines: readonly CloudMachine[];
  /** Groups and volumes that exist now. */
  readonly companions: readonly CloudCompanion[];
}

/** States in which a machine costs money and nobody has ordered its end. */
const ALIVE: ReadonlySet<string> = new Set(['pending', 'running', 'stopping', 'stopped']);

/** Whether a machine runs, or will, and nobody has ordered its end. */
export function isAlive(machine: CloudMachine): boolean {
  return ALIVE.has(machine.state);
}

/** When a machine stopped counting: its end was ordered, or it ended by itself. Undefined while it goes on. */
export function endOf(machine: CloudMachine): number | undefined {
  const ends = [machine.terminateOrderedAtMs, machine.endedAtMs].filter((time) => time !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
