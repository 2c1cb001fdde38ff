import { type Catalogue, catalogueOf, pausesOf } from '../points/catalogue.js';
import type { Target, TargetCalls } from '../target/target.js';
import type { Kill, Kind, Operation, Plan } from './plan.js';
import { SeededRandom } from './random.js';

/** Runs that are planned together: their kills cover the catalogue. */
export const BLOCK = 100;

/** How many of a block's runs are of each kind; the rest have one agent. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['crowd', 1],
  ['cold', 1],
  ['cold-lsf', 1],
  ['paused', 8],
  ['two-agents', 9],
  ['several', 9],
  ['inline', 14],
];

/** Kinds whose runs are not there to cover the catalogue. */
const SPECIAL: ReadonlySet<Kind> = new Set<Kind>(['crowd', 'cold', 'cold-lsf', 'paused']);

const CROWD_STEPS = ['accept-request.before', 'accept-request.after', 'answer.before', 'launch-sending.after', 'sweep.before'];

/** One kill in so many happens at a time instead of a point. */
const ONE_AT_A_TIME_IN = 5;
const LONGEST_AFTER_MS = 1_200;

/** What plans go by. */
type Planned = Pick<Target, 'calls' | 'operations'>;

/** Plans as many runs as wanted. The same seed gives the same plans; each {@link BLOCK} of them kills at every point of the catalogue. */
export function makePlans(seed: number, count: number, target: Planned): readonly Plan[] {
  const blocks = Math.ceil(count / BLOCK);
  return Array.from({ length: blocks }, (_, block) => makeBlock(new SeededRandom(seed + block), target))
    .flat()
    .slice(0, count);
}

function makeBlock(random: SeededRandom, { calls, operations }: Planned): readonly Plan[] {
  const kindsOf = (isSpecial: boolean): readonly Kind[] =>
    SHARES.filter(([kind]) => SPECIAL.has(kind) === isSpecial).flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  const special = kindsOf(true);
  const kinds = random.shuffle(kindsOf(false));
  const pauses = random.shuffle(pausesOf(calls).filter(([operation]) => operations.includes(operation)));
  const specialPlans = special.map((kind, index) =>
    kind === 'paused' ? pause(pauses[index % pauses.length], random, calls) : crowd(kind, random, calls),
  );
  const covering = coveringPlans(BLOCK - special.length, random, { catalogue: catalogueOf(calls), operations });
  return random.shuffle([...specialPlans, ...covering.map((plan, index) => ({ ...plan, kind: kindFor(plan, kinds[index]) }))]);
}

/** Where every call works by itself there is no agent to start again. */
function kindFor({ operation, kind }: Plan, wanted: Kind = kind): Kind {
  return operation === 'restart' && wanted === 'inline' ? kind : wanted;
}

interface Covered {
  readonly catalogue: Catalogue;
  readonly operations: readonly Operation[];
}

/** One run for each share of an operation's points, in the order in which they come. */
function coveringPlans(runs: number, random: SeededRandom, { catalogue, operations }: Covered): readonly Plan[] {
  const plans = random.shuffle(
    operations.flatMap((operation) => {
      const points = catalogue[operation];
      const share = runsOf(operation, runs, { catalogue, operations });
      return Array.from({ length: share }, (_, first) => ({ operation, points: points.filter((__, index) => index % share === first) }));
    }),
  );
  let kills = 0;
  return plans.map(({ operation, points }) => {
    const planned = points.flatMap((point): readonly Kill[] => {
      kills += 1;
      const named: Kill = { at: 'point', point };
      return kills % (ONE_AT_A_TIME_IN - 1) === 0 ? random.shuffle([named, atSomeTime(random)]) : [named];
    });
    return { operation, kind: 'agent' as const, kills: planned };
  });
}

/** Runs go to operations by the number of their points; what rounding leaves goes to the first. */
function runsOf(operation: Operation, runs: number, { catalogue, operations }: Covered): number {
  const total = operations.reduce((sum, name) => sum + catalogue[name].length, 0);
  const share = (name: Operation): number => Math.floor((runs * catalogue[name].length) / total);
  const left = runs - operations.reduce((sum, name) => sum + share(name), 0);
  return share(operation) + (operations.indexOf(operation) < left ? 1 : 0);
}

function pause(
  [operation, point]: readonly [Operation, string] = ['request', 'launch-sending.after'],
  random: SeededRandom,
  calls: TargetCalls,
): Plan {
  // Whoever goes on is killed, too.
  const later = ['sweep.after', 'seal.before', `${calls.list}.after`, 'end-request.before'];
  return {
    operation,
    kind: 'paused',
    kills: [
      { at: 'point', point },
      { at: 'point', point: later[random.below(later.length)] ?? 'sweep.after' },
    ],
  };
}

function crowd(kind: Kind, random: SeededRandom, calls: TargetCalls): Plan {
  return {
    operation: 'request',
    kind,
    kills: [...[...CROWD_STEPS, `${calls.plain.launch}.after`].map((point): Kill => ({ at: 'point', point })), atSomeTime(random)],
  };
}

function atSomeTime(random: SeededRandom): Kill {
  return { at: 'time', afterMs: random.below(LONGEST_AFTER_MS) };
}
