import type { ConnectionState } from '../domain/connection.js';
import { isProviderError, ProviderError } from '../provider/errors.js';
import { sameIdentity, type ProviderIdentity } from '../provider/identity.js';
import type { ObservedCompanion, ObservedGroup, ObservedMachine, SweepScope } from '../provider/machines.js';
import type { SweepCollection } from './apply-sweep.js';
import { checkSweepEvent } from './contract-check.js';
import { withDeadline } from './deadline.js';
import { createSharing } from './share-values.js';
import type { WorkerEnv } from './worker-env.js';

/** Longest time a whole sweep may take; a page has its own, shorter deadline. */
const SWEEP_DEADLINE_MS = 120_000;

/** What one listing came to. */
export interface SweepResult {
  readonly outcome: 'complete' | 'partial' | 'failed';
  readonly message: string | undefined;
  readonly error: ProviderError | undefined;
  readonly identity: ProviderIdentity | undefined;
  /** Set when the pages were read under another identity than the recorded one, with the provider's time of the first of them. */
  readonly stranger: (ProviderIdentity & { readonly providerTimeMs: number }) | undefined;
  /** Undefined when nothing of the sweep may be believed. */
  readonly collection: SweepCollection | undefined;
}

interface Gathered {
  readonly machines: ObservedMachine[];
  readonly groups: ObservedGroup[];
  readonly companions: ObservedCompanion[];
  readonly coveredShards: Set<string>;
  identity: ProviderIdentity | undefined;
  beganAtMs: number | undefined;
  /** Provider's time of a page of somebody else, whose times count for nothing else. */
  strangerAtMs: number | undefined;
  end: { outcome: 'complete' | 'partial' | 'failed'; message: string | undefined } | undefined;
}

/**
 * Lists everything in a scope once. Writes nothing, and never throws for the cloud's reasons.
 * @param recorded - whose the connection is by its first sweep; undefined before
 * @param startedMonotonicMs - our monotonic time at which the sweep began
 */
export async function collectSweep(
  env: WorkerEnv,
  scope: SweepScope,
  recorded: ConnectionState['identity'],
  startedMonotonicMs: number,
): Promise<SweepResult> {
  const gathered: Gathered = {
    machines: [],
    groups: [],
    companions: [],
    coveredShards: new Set(),
    identity: undefined,
    beganAtMs: undefined,
    strangerAtMs: undefined,
    end: undefined,
  };
  const late = (): ProviderError => new ProviderError('Unavailable', `the sweep did not end within ${SWEEP_DEADLINE_MS} ms`);
  try {
    await withDeadline(env.clock, SWEEP_DEADLINE_MS, late, (signal) => gather(env, scope, recorded, gathered, startedMonotonicMs, signal));
  } catch (cause) {
    return failed(gathered, cause);
  }
  const identity = gathered.identity;
  if (identity !== undefined && recorded !== undefined && !isRecorded(recorded, identity)) {
    return {
      outcome: 'failed',
      message: strangerMessage(recorded, identity),
      error: undefined,
      identity,
      stranger: { ...identity, providerTimeMs: gathered.strangerAtMs ?? 0 },
      collection: undefined,
    };
  }
  const end = gathered.end ?? { outcome: 'failed' as const, message: 'the listing ended without saying how' };
  if (end.outcome === 'failed' || gathered.beganAtMs === undefined) {
    const message = end.message ?? 'the listing failed';
    return {
      outcome: 'failed',
      message,
      error: new ProviderError('Unavailable', message),
      identity,
      stranger: undefined,
      collection: undefined,
    };
  }
  const collection = { ...gathered, beganAtMs: gathered.beganAtMs, outcome: end.outcome };
  return { outcome: end.outcome, message: end.message, error: undefined, identity, stranger: undefined, collection };
}

async function gather(
  env: WorkerEnv,
  scope: SweepScope,
  recorded: ConnectionState['identity'],
  gathered: Gathered,
  startedMonotonicMs: number,
  signal: AbortSignal,
): Promise<void> {
  const share = createSharing();
  for await (const raw of env.provider.machines.sweep({ scope, signal })) {
    if (signal.aborted) return;
    const event = checkSweepEvent(env.plugin, raw);
    if (event.type === 'end') {
      gathered.end = { outcome: event.outcome, message: event.message };
      return;
    }
    const expected = recorded ?? gathered.identity;
    gathered.identity = event.identity;
    if (expected !== undefined && !isRecorded(expected, event.identity)) {
      gathered.strangerAtMs = event.providerTimeMs;
      return;
    }
    // A plugin may have asked for a page while an earlier one was being read, but for none before the sweep began.
    env.providerClock.observe(event.providerTimeMs, startedMonotonicMs);
    // The page was read after the sweep began: what passed since then by our monotonic clock is taken off.
    gathered.beganAtMs ??= event.providerTimeMs - (env.clock.monotonic() - startedMonotonicMs);
    for (const machine of event.machines) gathered.machines.push(share(machine));
    gathered.groups.push(...event.groups);
    gathered.companions.push(...event.companions);
    for (const shard of event.coveredShards) gathered.coveredShards.add(shard);
  }
}

function isRecorded(recorded: { readonly account: string; readonly region: string }, seen: ProviderIdentity): boolean {
  return sameIdentity({ ...recorded, principal: undefined }, seen);
}

function strangerMessage(recorded: { readonly account: string; readonly region: string }, seen: ProviderIdentity): string {
  return `the cloud answers as ${seen.account}/${seen.region}, but this connection belongs to ${recorded.account}/${recorded.region}: check its credentials`;
}

function failed(gathered: Gathered, cause: unknown): SweepResult {
  const error = isProviderError(cause) ? cause : new ProviderError('Unavailable', 'the plugin’s listing threw', { cause });
  return {
    outcome: 'failed',
    message: error.message,
    error,
    identity: gathered.identity,
    stranger: undefined,
    collection: undefined,
  };
}
