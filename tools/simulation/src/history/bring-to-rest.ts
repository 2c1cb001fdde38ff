import type { HostFactoryCaller } from '../callers/host-factory.js';
import type { World } from '../world/world.js';
import type { Stage } from './stage.js';

/** Longest that anything is waited for once faults are over: whoever is not done then will never be. */
const MOST_MS = 240_000;
/** After everything is done: what was under way in the cloud shows by then. */
const AFTERMATH_MS = 4_000;
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
    const lookAtMs = world.time.elapsedMs + 2_000;
    world.time.after(2_000, () => undefined);
    await goOn(() => world.time.elapsedMs >= lookAtMs);
    if (world.violations.length > 0) return;
    await operate(world, goOn);
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
async function operate(world: World, goOn: (until: () => boolean) => Promise<void>): Promise<void> {
  const { ledger } = world.checker;
  const halted = [...ledger.connections.values()].some((connection) => connection.halted === 'store-is-old');
  if (halted) return rebuild(world, goOn);
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

async function rebuild(world: World, goOn: (until: () => boolean) => Promise<void>): Promise<void> {
  for (const running of world.engines) running.stop.abort();
  await goOn(() => world.engines.length === 0);
  await finish(world.rebuild({}), goOn);
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
  for (const real of ledger.cloud.values()) {
    const unknown = !ledger.machines.has(real.machineId) && !ledger.stripped.has(real.machineId);
    if (real.ended === undefined && real.deploymentId === ledger.world?.deploymentId && unknown) return false;
  }
  return true;
}

/** Groups and disks that nothing uses any more are cleaned up in their own time; those of a life that is lost are left to people. */
function isTidy({ watch, checker: { ledger } }: World): boolean {
  if (ledger.replaced !== undefined) return true;
  return watch.objects().every((fact) => {
    if (fact.kind !== 'cloud-object' || !fact.alive) return true;
    return fact.machineIds.some(
      (id) => ledger.cloud.get(id)?.ended === undefined && (fact.object === 'volume' || ledger.machines.get(id)?.orphan !== true),
    );
  });
}

async function settleAccounts(world: World): Promise<void> {
  world.look();
  for (const fact of world.watch.objects()) world.note(fact);
  await world.inventory();
  world.note({ kind: 'end', atMs: world.time.nowMs });
}
