import type { HostFactoryCaller } from '../callers/host-factory.js';
import type { Ledger } from '@hostwright/history';
import { Choices } from '../world/random.js';
import type { World } from '../world/world.js';
import type { Stage } from './stage.js';

/** Longest that anything is waited for once faults are over: whoever is not done then will never be. */
const MOST_MS = 160_000;
/** After everything is done: what was under way in the cloud shows by then. */
const AFTERMATH_MS = 2_600;
/** A history in which little happened goes on for a while. */
const LEAST_STEPS = 200;

/** Ends all faults, lets an operator do what only an operator can, and waits until nothing is open. */
export async function bringToRest(
  world: World,
  caller: HostFactoryCaller,
  stage: Stage,
  goOn: (until: () => boolean) => Promise<void>,
): Promise<void> {
  stage.dropCurtain();
  await healAll(world);
  world.note({ kind: 'faults-over', atMs: world.time.nowMs });
  const endsAtMs = world.time.elapsedMs + MOST_MS;
  let restsSinceMs: number | undefined;
  for (;;) {
    const lookAtMs = world.time.elapsedMs + 1_300;
    world.time.after(1_300, () => undefined);
    await goOn(() => world.time.elapsedMs >= lookAtMs);
    if (world.violations.length > 0) return;
    await operate(world, stage, goOn);
    world.look();
    const rests = caller.idle && isAtRest(world) && isTidy(world) && world.scheduler.steps >= LEAST_STEPS;
    restsSinceMs = rests ? (restsSinceMs ?? world.time.elapsedMs) : undefined;
    if (restsSinceMs !== undefined && world.time.elapsedMs - restsSinceMs >= AFTERMATH_MS) break;
    if (world.time.elapsedMs >= endsAtMs) break;
  }
  await settleAccounts(world);
}

/** One engine goes on in good health; the others end in an orderly way, as hosts that are not needed. */
async function healAll(world: World): Promise<void> {
  world.storeFaults.clear();
  world.cloud.setCredentials('mock-account', undefined);
  world.cloud.clearOverrides();
  for (const { process } of world.engines) {
    process.resume();
    process.skewMs = 0;
  }
  const [first, ...others] = world.engines.filter((running) => !running.stop.signal.aborted);
  for (const other of others) other.stop.abort();
  if (first === undefined) await world.startEngine();
}

/** What the product leaves to people: a store that is too old is rebuilt, a held verdict is looked into, orphans are ended. */
async function operate(world: World, stage: Stage, goOn: (until: () => boolean) => Promise<void>): Promise<void> {
  const { ledger } = world.checker;
  const halted = [...ledger.connections.values()].some((connection) => connection.halted === 'store-is-old');
  if (halted) return rebuild(world, stage, goOn);
  if (believesInVanished(world)) {
    const { commands } = await world.front(world.spawn('operator'));
    await finish(commands.releaseVanished({ connection: 'mock-1' }), goOn);
  }
  const orphans = [...ledger.machines.values()].filter(
    (machine) => machine.orphan && machine.goneAtMs === undefined && !ledger.ordered.has(machine.machineId),
  );
  if (orphans.length > 0 && ledger.replaced !== undefined) {
    const machineIds = orphans.map((machine) => machine.machineId);
    world.note({ kind: 'ordered', atMs: world.time.nowMs, machineIds });
    const { commands } = await world.front(world.spawn('operator'));
    await finish(commands.terminateOrphans({ machineIds }), goOn);
  }
}

function hasUnknown(ledger: Ledger): boolean {
  return [...ledger.cloud.values()].some(
    ({ machineId, ended, deploymentId }) =>
      ended === undefined &&
      deploymentId === ledger.world?.deploymentId &&
      !ledger.machines.has(machineId) &&
      !ledger.stripped.has(machineId),
  );
}

/** Whether many machines are in the store and not in the cloud: an operator looked there. */
function believesInVanished({ checker: { ledger } }: World): boolean {
  const vanished = [...ledger.machines.values()].filter(
    ({ machineId, goneAtMs }) => goneAtMs === undefined && ledger.cloud.get(machineId)?.ended !== undefined,
  );
  return vanished.length > 10;
}

/** Mostly of all connections and to its end; some leave one out at first, or are broken off. What is not done then is done at the next look. */
async function rebuild(world: World, { plan }: Stage, goOn: (until: () => boolean) => Promise<void>): Promise<void> {
  for (const running of world.engines) running.stop.abort();
  await goOn(() => world.engines.length === 0);
  const choices = new Choices(plan.seed, `rebuild ${world.processes}`);
  const process = world.spawn('rebuild');
  const leavesOut = plan.connections === 2 && choices.chance(0.4);
  const without = leavesOut ? choices.sample(['mock-1', 'mock-2'], 1) : [];
  if (choices.chance(0.15))
    process.interrupt({
      matches: (point) => point.at === 'after-commit' && choices.chance(0.3),
      pauseMs: undefined,
      onHit: () => world.say('the rebuild is broken off'),
    });
  // What stands in its way, for example the lease of somebody who was killed, is over by the next look.
  const work = world.rebuild({ without }, process).catch((error: unknown) => world.say(`the rebuild failed: ${String(error)}`));
  await finish(work, (over) => goOn(() => over() || !process.alive));
  await world.startEngine();
}

/** Waits for something that takes turns itself. */
async function finish(work: Promise<unknown>, goOn: (until: () => boolean) => Promise<void>): Promise<void> {
  let over = false;
  const end = (): void => void (over = true);
  work.then(end, end);
  await goOn(() => over);
  // A broken rule ends the history in the middle of it.
  if (over) await work;
}

function isAtRest({ checker: { ledger } }: World): boolean {
  for (const request of ledger.requests.values()) if (request.state !== 'ended') return false;
  for (const intent of ledger.intents.values()) if (intent.settlement === undefined) return false;
  for (const machine of ledger.machines.values()) {
    if (machine.goneAtMs !== undefined) continue;
    const unwanted = machine.surplus !== undefined || machine.returnRequestId !== undefined;
    if (unwanted || ledger.cloud.get(machine.machineId)?.ended !== undefined) return false;
  }
  return !hasUnknown(ledger);
}

/** Groups and disks that nothing uses any more are cleaned up in their own time; those of a life that is lost are left to people. */
function isTidy(world: World): boolean {
  const { ledger } = world.checker;
  if (ledger.replaced !== undefined) return true;
  return world.objects().every((fact) => {
    if (fact.kind !== 'cloud-object' || !fact.alive) return true;
    return fact.machineIds.some(
      (id) => ledger.cloud.get(id)?.ended === undefined && (fact.object === 'volume' || ledger.machines.get(id)?.orphan !== true),
    );
  });
}

async function settleAccounts(world: World): Promise<void> {
  world.look();
  for (const fact of world.objects()) world.note(fact);
  await world.inventory();
  world.note({ kind: 'end', atMs: world.time.nowMs });
}
