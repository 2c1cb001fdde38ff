import { ROWS, type RowName } from '../rows/rows.js';
import { Choices } from '../world/random.js';

/** Everything that is decided before a history begins. */
export interface Plan {
  readonly seed: number;
  readonly engines: number;
  readonly feeds: boolean;
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

/** Faults of one history: those that surely take effect, and others. */
const CERTAIN_EACH = 3;
const OTHERS_EACH = 8;
/** They compete for one connection; faults kill some and start others. */
const ENGINES = 3;
const ACTS_MS = 12_000;
/** These wait for something that not every history has, and are planned more often. */
const RARE: readonly RowName[] = [
  'row-36',
  'row-36',
  'row-17',
  'row-17',
  'row-01',
  'row-02',
  'row-04',
  'row-09',
  'row-11',
  'row-12',
  'row-14',
  'row-16',
  'row-28',
  'row-30',
  'row-31',
  'row-32',
  'row-34',
  'row-35',
  'row-37',
];
/** These wait for nothing. */
const CERTAIN: readonly RowName[] = ['row-07', 'row-08', 'row-21', 'row-22', 'row-23', 'row-25', 'row-38', 'row-39', 'row-40', 'row-41'];

/** The plan of a seed. */
export function planOf(seed: number, without: Leaves = {}): Plan {
  const choices = new Choices(seed, 'plan');
  const feeds = choices.chance(0.15);
  const rows = rowsOf(seed, choices).filter((row) => !(without.rows ?? []).includes(row));
  return { seed, engines: ENGINES, feeds, rows, withoutDeeds: without.deeds ?? [], actsMs: ACTS_MS };
}

/** Some of the faults of a history surely take effect; every row comes as often as others of its kind, whatever the seeds of a run are. */
function rowsOf(seed: number, choices: Choices): readonly RowName[] {
  const names = Object.keys(ROWS) as RowName[];
  const others = [...names.filter((name) => !CERTAIN.includes(name)), ...RARE];
  const first = others[seed % others.length];
  const chosen = [
    ...(first === undefined ? [] : [first]),
    ...choices.sample(others, OTHERS_EACH - 1),
    ...choices.sample(CERTAIN, CERTAIN_EACH),
  ];
  return [...new Set(chosen)];
}
