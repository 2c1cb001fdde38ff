import { writeFileSync } from 'node:fs';

/** A machine as `tools/judge` reads it from an inventory. */
export interface InventoryMachine {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly terminateOrderedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly reclaimNoticedAtMs: number | undefined;
  readonly reclaimDeadlineAtMs: number | undefined;
}

/** A group or volume as a cloud tells of it. */
interface Companion {
  readonly kind: 'group' | 'volume';
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly machineIds: readonly string[];
}

/** Writes down what a cloud's interface told, for `tools/judge`. */
export function writeInventory(file: string, machines: readonly InventoryMachine[], companions: readonly Companion[]): void {
  const told = companions.map(({ kind, id, tags, machineIds }) => ({
    kind,
    id,
    tags,
    machineId: kind === 'volume' ? machineIds[0] : undefined,
  }));
  writeFileSync(file, JSON.stringify({ machines, companions: told }, undefined, 2));
}
