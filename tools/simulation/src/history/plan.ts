import type { RowName } from '../rows/rows.js';
import { Choices } from '../world/random.js';

/** Everything that is decided before a history begins. */
export interface Plan {
  readonly seed: number;
  readonly engines: number;
  readonly feeds: boolean;
  /** Whether the plugin can take machines of others over. */
  readonly adopts: boolean;
  /** Whether each machine of a launch takes a call of its own. */
  readonly inParts: boolean;
  /** Whether the plugin says nothing that it need not say. */
  readonly taciturn: boolean;
  readonly connections: 1 | 2;
  /** Whether the plugin breaks its contract now and then: no row of the table, as long as plugins run inside the engine’s process. */
  readonly nonsense: boolean;
  /** Faults that are to happen, each a row of the fault table. */
  readonly rows: readonly RowName[];
  /** Deeds of the callers that are left out: found by shrinking. */
  readonly withoutDeeds: readonly number[];
  /** How long callers act and faults happen, in milliseconds. */
  readonly actsMs: number;
}

/** What may be left out of a plan. */
export interface Leaves {
  readonly rows?: readonly string[];
  readonly deeds?: readonly number[];
}

/** They compete for one connection; faults kill some and start others. */
const ENGINES = 3;
const ACTS_MS = 10_000;
/** These wait for nothing; each history has some of them. */
const CERTAIN_ROWS = ['row-07', 'row-08', 'row-21', 'row-22', 'row-23', 'row-25', 'row-38', 'row-39', 'row-40', 'row-41'] as const;
const CERTAIN_EACH = 3;

/** How likely the others are planned: more often where they wait for what not every history has. All take effect in a tenth of all. */
const CHANCES = {
  'row-01': 0.24,
  'row-02': 0.24,
  'row-03': 0.22,
  'row-04': 0.32,
  'row-05': 0.17,
  'row-06': 0.29,
  'row-09': 0.2,
  'row-10': 0.2,
  'row-11': 0.28,
  'row-12': 0.22,
  'row-13': 0.26,
  'row-14': 0.27,
  'row-15': 0.18,
  'row-16': 0.25,
  'row-17': 0.34,
  'row-18': 0.18,
  'row-19': 0.18,
  'row-20': 0.16,
  'row-27': 0.21,
  'row-28': 0.32,
  'row-30': 0.23,
  'row-31': 0.26,
  'row-32': 0.26,
  'row-33': 0.17,
  'row-34': 0.27,
  'row-35': 0.34,
  'row-36': 0.36,
  'row-37': 0.25,
} as const satisfies { readonly [Row in Exclude<RowName, (typeof CERTAIN_ROWS)[number]>]: number };

/** The plan of a seed. */
export function planOf(seed: number, without: Leaves = {}): Plan {
  const choices = new Choices(seed, 'plan');
  const feeds = choices.chance(0.15);
  const connections = choices.chance(0.15) ? 2 : 1;
  const nonsense = choices.chance(0.1);
  const adopts = choices.chance(0.85);
  const inParts = choices.chance(0.12);
  const taciturn = choices.chance(0.12);
  const rows = rowsOf(choices).filter((row) => !(without.rows ?? []).includes(row));
  return {
    seed,
    engines: ENGINES,
    feeds,
    adopts,
    inParts,
    taciturn,
    connections,
    nonsense,
    rows,
    withoutDeeds: without.deeds ?? [],
    actsMs: ACTS_MS,
  };
}

function rowsOf(choices: Choices): readonly RowName[] {
  const others = (Object.keys(CHANCES) as (keyof typeof CHANCES)[]).filter((row) => choices.chance(CHANCES[row]));
  return [...others, ...choices.sample(CERTAIN_ROWS, CERTAIN_EACH)];
}
