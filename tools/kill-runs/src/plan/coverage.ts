import { CATALOGUE } from '../points/catalogue.js';
import type { Kill, Operation, Plan } from './plan.js';
import { OPERATIONS } from './plan.js';

/** A kill that was planned, and whether it came to pass. */
export interface CountedKill {
  readonly kill: Kill;
  readonly done: boolean;
}

/** Counts at which points of which operations processes were killed. */
export class Coverage {
  readonly #kills = new Map<string, number>();
  readonly #reached = new Map<Operation, Set<string>>();
  atPoints = 0;
  atTimes = 0;

  /** @param reached - points that processes came to, whether or not somebody was killed there */
  add({ operation }: Plan, killed: readonly CountedKill[], reached: Iterable<string>): void {
    const points = this.#reached.get(operation) ?? new Set();
    this.#reached.set(operation, points);
    for (const point of reached) points.add(point);
    for (const { kill, done } of killed) {
      if (!done) continue;
      if (kill.at === 'time') this.atTimes += 1;
      else {
        this.atPoints += 1;
        const key = keyOf(operation, kill.point);
        this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1);
      }
    }
  }

  /** One plan for each point of the catalogue at which nobody was killed yet. */
  missing(): readonly Plan[] {
    return OPERATIONS.flatMap((operation) =>
      CATALOGUE[operation]
        .filter((point) => this.#count(operation, point) === 0)
        .map((point): Plan => ({ operation, kind: 'agent', kills: [{ at: 'point', point }] })),
    );
  }

  /** How often processes were killed, point by point; `-`: the operation does not come there. */
  table(): string {
    const points = [...new Set(OPERATIONS.flatMap((operation) => CATALOGUE[operation]))];
    const width = Math.max(...points.map((point) => point.length));
    const line = (name: string, cells: readonly string[]): string =>
      [name.padEnd(width), ...cells.map((cell, index) => cell.padStart(OPERATIONS[index]?.length ?? 0))].join('  ');
    const rows = points.map((point) =>
      line(
        point,
        OPERATIONS.map((operation) => (CATALOGUE[operation].includes(point) ? String(this.#count(operation, point)) : '-')),
      ),
    );
    const sum = `${this.atPoints} kills at points, ${this.atTimes} at random times`;
    return [line('point', OPERATIONS), ...rows, sum, ...this.#others()].join('\n');
  }

  /** Points that were come to by chance, and are killed at by chance. */
  #others(): readonly string[] {
    return OPERATIONS.flatMap((operation) => {
      const known = new Set(CATALOGUE[operation]);
      const others = [...(this.#reached.get(operation) ?? [])].filter((point) => !known.has(point));
      return others.length === 0 ? [] : [`reached as well, ${operation}: ${others.toSorted().join(' ')}`];
    });
  }

  #count(operation: Operation, point: string): number {
    return this.#kills.get(keyOf(operation, point)) ?? 0;
  }
}

function keyOf(operation: Operation, point: string): string {
  return `${operation}/${point}`;
}
