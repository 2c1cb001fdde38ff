import { type Catalogue, catalogueOf, pausesOf } from '../points/catalogue.js';
import type { Target } from '../target/target.js';
import type { Kill, Kind, Operation, Plan } from './plan.js';

/** A kill that was planned, and whether it came to pass. */
export interface CountedKill {
  readonly kill: Kill;
  readonly done: boolean;
}

/** Counts at which points of which operations processes were killed. */
export class Coverage {
  readonly #kills = new Map<string, number>();
  readonly #reached = new Map<Operation, Set<string>>();
  readonly #catalogue: Catalogue;
  readonly #pauses: readonly (readonly [Operation, string])[];
  readonly #paused = new Set<string>();
  readonly #operations: readonly Operation[];
  atPoints = 0;
  atTimes = 0;

  constructor({ calls, operations }: Pick<Target, 'calls' | 'operations'>) {
    this.#catalogue = catalogueOf(calls);
    this.#operations = operations;
    this.#pauses = pausesOf(calls).filter(([operation]) => operations.includes(operation));
  }

  /** @param reached - points that processes came to, whether or not somebody was killed there */
  add({ operation, kind }: Plan, killed: readonly CountedKill[], reached: Iterable<string>): void {
    const points = this.#reached.get(operation) ?? new Set();
    this.#reached.set(operation, points);
    for (const point of reached) points.add(point);
    for (const [index, { kill, done }] of killed.entries()) {
      if (!done) continue;
      if (kind === 'paused' && index === 0) {
        if (kill.at === 'point') this.#paused.add(keyOf(operation, kill.point));
        continue;
      }
      if (kill.at === 'time') this.atTimes += 1;
      else {
        this.atPoints += 1;
        const key = keyOf(operation, kill.point);
        this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1);
      }
    }
  }

  /** One plan for each point of the catalogue at which nobody was killed yet, and for each at which nobody stood still who should have. */
  missing(): readonly Plan[] {
    const pauses = this.#pauses.filter(([operation, point]) => !this.#paused.has(keyOf(operation, point)));
    return [...this.#missingKills(), ...pauses.map(([operation, point]) => planOf(operation, 'paused', point))];
  }

  #missingKills(): readonly Plan[] {
    return this.#operations.flatMap((operation) =>
      this.#catalogue[operation].filter((point) => this.#count(operation, point) === 0).map((point) => planOf(operation, 'agent', point)),
    );
  }

  /** How often processes were killed, point by point; `-`: the operation does not come there. */
  table(): string {
    const points = [...new Set(this.#operations.flatMap((operation) => this.#catalogue[operation]))];
    const width = Math.max(...points.map((point) => point.length));
    const line = (name: string, cells: readonly string[]): string =>
      [name.padEnd(width), ...cells.map((cell, index) => cell.padStart(this.#operations[index]?.length ?? 0))].join('  ');
    const rows = points.map((point) =>
      line(
        point,
        this.#operations.map((operation) => (this.#catalogue[operation].includes(point) ? String(this.#count(operation, point)) : '-')),
      ),
    );
    const sum = `${this.atPoints} kills at points, ${this.atTimes} at random times; stood still at ${this.#paused.size} of ${this.#pauses.length} points`;
    return [line('point', this.#operations), ...rows, sum, ...this.#others()].join('\n');
  }

  /** Points that were come to by chance, and are killed at by chance. */
  #others(): readonly string[] {
    return this.#operations.flatMap((operation) => {
      const known = new Set(this.#catalogue[operation]);
      const others = [...(this.#reached.get(operation) ?? [])].filter((point) => !known.has(point));
      return others.length === 0 ? [] : [`reached as well, ${operation}: ${others.toSorted().join(' ')}`];
    });
  }

  #count(operation: Operation, point: string): number {
    return this.#kills.get(keyOf(operation, point)) ?? 0;
  }
}

function planOf(operation: Operation, kind: Kind, point: string): Plan {
  return { operation, kind, kills: [{ at: 'point', point }] };
}

function keyOf(operation: Operation, point: string): string {
  return `${operation}/${point}`;
}
