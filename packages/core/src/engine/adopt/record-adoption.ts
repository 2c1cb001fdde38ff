import type { DomainEvent } from '../../domain/events.js';
import type { AdoptionRecord, Intent } from '../../domain/intent.js';
import type { Machine } from '../../domain/machine.js';
import type { AcquireRequest } from '../../domain/request.js';
import type { WriteTransaction } from '../../ports/store.js';
import { tagsOfHeader } from '../../provider/header.js';
import type { Adoption, ObservedMachine } from '../../provider/machines.js';
import { headerOf } from '../intent-header.js';
import { changeEvents } from '../machine-events.js';
import { newMachine } from '../observe.js';
import { adoptMachine, hasBooted, unitsOf } from '../orphans/adopted-request.js';
import { markReturned } from '../return-machines.js';
import { timesNow, type WorkerEnv } from '../worker-env.js';
import { closeReturns } from './close-returns.js';
import type { AdoptionPlan } from './plan-adoption.js';

/** Between two looks for machines that are still to come. */
const LOOK_AGAIN_MS = 10_000;

/** What one try to take machines over came to. */
export interface AdoptionResult {
  readonly epoch: number;
  readonly intentId: string;
  readonly plan: AdoptionPlan;
  readonly answers: readonly Adoption[];
}

/** Writes down what is ours now, what is not, and whether the order is done. */
export async function record(tx: WriteTransaction, env: WorkerEnv, { epoch, intentId, plan, answers }: AdoptionResult): Promise<void> {
  const intent = await tx.intent(intentId);
  if (intent?.adoption === undefined || intent.state === 'settled' || !(await isOurs(tx, env, epoch))) return;
  const request = await tx.request(intent.requestId);
  if (request?.kind !== 'acquire') return;
  const nowMs = env.clock.now();
  const outcomes = new Map(answers.map((answer) => [answer.machineId, answer]));
  const taken = plan.take.filter((machine) => outcomes.get(machine.machineId)?.outcome === 'adopted');
  const refused = [...plan.refused, ...answers.flatMap(refusalOf)];
  const returned = await closeReturns(tx, env, taken, refused);
  const machines = await writeMachines(tx, env, { intent, request, returned }, taken);
  await growRequest(tx, request, machines, refused.length);
  const again = plan.waits || answers.some(({ outcome, retryable }) => outcome === 'failed' && retryable === true);
  const adoption = { ...intent.adoption, refused: [...intent.adoption.refused, ...refused] };
  const after: Intent = {
    ...intent,
    adoption,
    acceptedUnits: intent.acceptedUnits + unitsOf(machines),
    shortfall: [...intent.shortfall, ...refused.map(toReason)],
    ...(again
      ? { retryAtMs: nowMs + LOOK_AGAIN_MS }
      : { state: 'settled', settlement: 'adopted', settledAtMs: nowMs, retryAtMs: undefined }),
  };
  await tx.saveIntent(after);
  if (!again) await tx.appendEvents(nowMs, [{ type: 'IntentSettled', requestId: intent.requestId, intentId, settlement: 'adopted' }]);
}

function refusalOf({ machineId, outcome, message, code, retryable }: Adoption): AdoptionRecord['refused'] {
  if (outcome === 'not-found') return [{ machineId, refusal: 'not-found', message: 'it ended before it could be tagged' }];
  if (outcome !== 'failed' || retryable === true) return [];
  return [{ machineId, refusal: 'failed', message: `the cloud refused to tag it: ${message ?? code ?? 'no reason given'}` }];
}

function toReason({ machineId, refusal, message }: AdoptionRecord['refused'][number]): Intent['shortfall'][number] {
  return { units: 1, reason: 'NotAdopted', code: refusal, message: `${machineId}: ${message}` };
}

async function writeMachines(
  tx: WriteTransaction,
  env: WorkerEnv,
  {
    intent,
    request,
    returned,
  }: { readonly intent: Intent; readonly request: AcquireRequest; readonly returned: ReadonlyMap<string, string> },
  seen: readonly ObservedMachine[],
): Promise<readonly Machine[]> {
  const times = timesNow(env);
  const { nowMs } = times;
  const { connection } = env;
  const { templateId } = request.template;
  const header = headerOf(await tx.deployment(), intent);
  const own = [...tagsOfHeader(header), ...request.tags];
  const machines: Machine[] = [];
  const events: DomainEvent[] = [];
  for (const shown of seen) {
    // A sweep may have shown it as an orphan since it was tagged.
    const before = await tx.machine(connection, shown.machineId);
    if (before !== undefined && !before.orphan) continue;
    const tags = [...shown.tags.filter(({ key }) => !own.some((tag) => tag.key === key)), ...own];
    const fresh = newMachine({ ...shown, header, tags }, { connection, header, templateId, orphan: false }, times);
    const adopted = inUse(adoptMachine(before === undefined ? fresh : { ...before, tags }, request.requestId, templateId, nowMs), nowMs);
    const returnId = returned.get(shown.machineId);
    const machine = returnId === undefined ? adopted : markReturned(adopted, returnId);
    machines.push(machine);
    const { machineId, requestId, intentId } = machine;
    events.push({ type: 'MachineSeen', requestId, machineId, connection, intentId, adopted: true }, ...changeEvents(before, machine));
  }
  await tx.saveMachines(machines);
  await tx.appendEvents(nowMs, events);
  return machines;
}

/** One that runs for somebody already must not be ended because it has no host name by our rules. */
function inUse(machine: Machine, nowMs: number): Machine {
  if (machine.deliveredAtMs !== undefined || machine.goneAtMs !== undefined || !hasBooted(machine)) return machine;
  return { ...machine, name: machine.name === '' ? machine.machineId : machine.name, deliveredAtMs: nowMs };
}

/** A request that another host factory opened wants exactly what it named: what was taken over, and what was not there any more. */
async function growRequest(tx: WriteTransaction, request: AcquireRequest, machines: readonly Machine[], refused: number): Promise<void> {
  const units = unitsOf(machines);
  if (units + refused === 0 || request.state === 'ended') return;
  const wantedUnits = request.wantedUnits + units + refused;
  await tx.saveRequest({
    ...request,
    wantedUnits,
    grantedUnits: wantedUnits,
    desiredUnits: request.state === 'open' ? request.desiredUnits + units : 0,
    version: request.version + 1,
  });
}

/** Whether this engine may still write for the connection. */
export async function isOurs(tx: WriteTransaction, env: WorkerEnv, epoch: number): Promise<boolean> {
  const state = await tx.connection(env.connection);
  return state?.holder === env.holder && state.epoch === epoch && state.halt === undefined;
}
