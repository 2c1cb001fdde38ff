import type { Violation } from '@hostwright/history';
import type { Fact } from '@hostwright/history';
import { HostFactoryCaller } from '../callers/host-factory.js';
import { drained } from '../world/scheduler.js';
import { World } from '../world/world.js';
import { bringToRest } from './bring-to-rest.js';
import { outcomeOf } from './outcome.js';
import type { Plan } from './plan.js';
import { Stage } from './stage.js';

/** How a history is run. */
export interface RunOptions {
  readonly trace?: (line: string) => void;
  readonly record?: (fact: Fact) => void;
  /** Asks the store each time, also where nothing changed since it was asked. */
  readonly forgetful?: boolean;
}

/** What a history came to. */
export interface HistoryResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Turns that processes took. */
  readonly steps: number;
  readonly processes: number;
  readonly requests: number;
  /** How often each fault of the plan took effect, by the row's name. */
  readonly fired: Readonly<Record<string, number>>;
  /** The same for two histories that came to the same. */
  readonly outcome: string;
  readonly elapsedMs: number;
}

/** More turns than any history takes: one that goes round in circles is ended. */
const MOST_STEPS = 60_000;

/** Runs one history from its plan. The same plan gives the same history. */
export async function runHistory(plan: Plan, options: RunOptions = {}): Promise<HistoryResult> {
  const world = await World.open({
    seed: plan.seed,
    feeds: plan.feeds,
    adopts: plan.adopts,
    inParts: plan.inParts,
    taciturn: plan.taciturn,
    connections: plan.connections,
    nonsenseUntilMs: plan.nonsense ? plan.actsMs : 0,
    ...options,
  });
  const caller = new HostFactoryCaller(world);
  const stage = new Stage(world, caller, plan);
  try {
    for (let index = 0; index < plan.engines; index += 1) await world.startEngine();
    stage.raiseCurtain();
    await goOn(world, () => stage.over);
    if (world.violations.length === 0) await bringToRest(world, caller, stage, (until) => goOn(world, until));
    return {
      seed: plan.seed,
      violations: world.violations,
      steps: world.scheduler.steps,
      processes: world.processes,
      requests: world.checker.ledger.acquires.size + world.checker.ledger.returns.size,
      fired: stage.fired(),
      outcome: outcomeOf(world),
      elapsedMs: world.time.elapsedMs,
    };
  } finally {
    await world.close();
  }
}

/** Lets one process after the other go on, and time when none can, until something holds or a rule is broken. */
async function goOn(world: World, until: () => boolean): Promise<void> {
  for (;;) {
    await drained();
    if (world.violations.length > 0 || until()) return;
    if (world.scheduler.steps > MOST_STEPS) throw new Error(`a history took more than ${MOST_STEPS} turns`);
    if (world.scheduler.step()) continue;
    if (!world.time.jump()) throw new Error('nothing will ever happen again');
  }
}
