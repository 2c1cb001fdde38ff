import type { Attempt, Intent, MissingReason } from '../domain/intent.js';
import type { ReadTransaction, WriteTransaction } from '../ports/store.js';
import { dueParts } from './send-launch.js';
import { settleIntent } from './settle-intent.js';
import { settlementOf } from './settle.js';
import { isWanted } from './wanted.js';
import type { WorkerEnv } from './worker-env.js';

/**
 * Settles every launch intent of the connection whose outcome is known for good.
 * @param inFlight - intents that this process is sending right now: their answers come first
 * @returns how many settled
 */
export async function settleIntents(env: WorkerEnv, inFlight: ReadonlySet<string>): Promise<number> {
  const open = await env.store.read((tx) => tx.intents({ connection: env.connection, operation: 'launch', settled: false }));
  let settled = 0;
  for (const intent of open) {
    if (inFlight.has(intent.intentId)) continue;
    if ((await env.store.read((tx) => judge(tx, env, intent.intentId))) === undefined) continue;
    if (await env.store.write((tx) => settle(tx, env, intent.intentId))) settled += 1;
  }
  return settled;
}

type Verdict = { readonly intent: Intent; readonly settlement: NonNullable<ReturnType<typeof settlementOf>> };

async function judge(tx: ReadTransaction, env: WorkerEnv, intentId: string): Promise<Verdict | undefined> {
  const intent = await tx.intent(intentId);
  if (intent === undefined || intent.state === 'settled') return undefined;
  const attempts = await tx.attempts(intentId);
  const settlement = settlementOf({ intent, attempts, wanted: await isWanted(tx, env, intent) });
  if (settlement === undefined) return undefined;
  if (settlement === 'observed' && (await isSentAgain(tx, env, intent, attempts))) return undefined;
  return { intent, settlement };
}

/**
 * Whether a launch waits to be sent again by whoever works now: each process that tried it has died. Sweeps of several of them may have
 * shown nothing, and yet none of them came to send it.
 */
async function isSentAgain(tx: ReadTransaction, env: WorkerEnv, intent: Intent, attempts: readonly Attempt[]): Promise<boolean> {
  const latestMs = env.providerClock.latest();
  if (latestMs === undefined || attempts.some((attempt) => attempt.errorClass !== undefined)) return false;
  return (await dueParts(tx, env, intent, latestMs, { sweptSinceMs: Number.POSITIVE_INFINITY })).length > 0;
}

async function settle(tx: WriteTransaction, env: WorkerEnv, intentId: string): Promise<boolean> {
  const verdict = await judge(tx, env, intentId);
  if (verdict === undefined) return false;
  const { intent, settlement } = verdict;
  const observed = settlement === 'observed' ? await observedFacts(tx, env, intent) : await givenUpFacts(tx, intent);
  await settleIntent(tx, env, { ...intent, ...observed }, settlement);
  return true;
}

/** A launch that is given up between two tries lacks what its last refusal says. */
async function givenUpFacts(tx: ReadTransaction, intent: Intent): Promise<Pick<Intent, 'shortfall'>> {
  const missing = unexplainedUnits(intent, intent.acceptedUnits);
  const last = (await tx.attempts(intent.intentId)).findLast((attempt) => attempt.errorClass !== undefined);
  if (missing <= 0 || last?.errorClass === undefined) return { shortfall: intent.shortfall };
  const refusal = { units: missing, reason: last.errorClass, code: last.code, message: last.message ?? 'the cloud refused' };
  return { shortfall: [...intent.shortfall, refusal] };
}

function unexplainedUnits(intent: Intent, acceptedUnits: number): number {
  const explained = intent.shortfall.reduce((sum, reason) => sum + reason.units, 0);
  return intent.units - acceptedUnits - explained;
}

/** Without an answer, what the sweeps showed is what the launch gave. */
async function observedFacts(
  tx: WriteTransaction,
  env: WorkerEnv,
  intent: Intent,
): Promise<Pick<Intent, 'acceptedUnits' | 'pendingUnits' | 'shortfall'>> {
  const machines = await tx.machines({ connection: env.connection, intentId: intent.intentId });
  const acceptedUnits = machines.filter((machine) => !machine.orphan).reduce((sum, machine) => sum + machine.units, 0);
  const missing = unexplainedUnits(intent, acceptedUnits);
  const lost: MissingReason = {
    units: missing,
    reason: 'OutcomeUnknown',
    code: undefined,
    message: 'the cloud never answered, and no machine appeared',
  };
  return { acceptedUnits, pendingUnits: 0, shortfall: missing > 0 ? [...intent.shortfall, lost] : intent.shortfall };
}
