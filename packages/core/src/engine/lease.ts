import type { ConnectionState } from '../domain/connection.js';
import type { Clock } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import { CLOSED_BREAKER } from './breaker.js';

/** Who wants to act on which connection. */
export interface LeaseOptions {
  readonly store: Store;
  readonly connection: string;
  readonly provider: string;
  readonly holder: string;
  readonly leaseMs: number;
}

/** Takes or renews the lease of a connection; undefined while another engine holds it. Each change of holder starts a new epoch. */
export async function holdLease(options: LeaseOptions): Promise<ConnectionState | undefined> {
  const now = await options.store.now();
  const current = await options.store.read((tx) => tx.connection(options.connection));
  if (current !== undefined) {
    const left = current.leaseUntilMs - now;
    if (current.holder === options.holder && left > options.leaseMs / 2 && left <= options.leaseMs) return current;
    if (isHeldByAnother(current, now, options)) return undefined;
  }
  return options.store.write(async (tx) => {
    const stored = (await tx.connection(options.connection)) ?? newConnection(options);
    if (isHeldByAnother(stored, now, options)) return undefined;
    const taken = stored.holder !== options.holder;
    const state: ConnectionState = {
      ...stored,
      provider: options.provider,
      holder: options.holder,
      epoch: taken ? stored.epoch + 1 : stored.epoch,
      leaseUntilMs: now + options.leaseMs,
    };
    await tx.saveConnection(state);
    if (taken) {
      const { connection, holder } = options;
      await tx.appendEvents(now, [{ type: 'EpochTaken', connection, holder, epoch: state.epoch }]);
    }
    return state;
  });
}

/** Renews the lease while something takes long, until `signal` is aborted. Once it is lost or given back, it is not taken anew. */
export async function keepLease(options: LeaseOptions, clock: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(options.leaseMs / 3, signal).catch(() => undefined);
    if (signal.aborted) return;
    await renewLease(options).catch(() => undefined);
  }
}

async function renewLease({ store, connection, holder, leaseMs }: LeaseOptions): Promise<void> {
  const now = await store.now();
  await store.write(
    async (tx) => {
      const state = await tx.connection(connection);
      if (state?.holder === holder) await tx.saveConnection({ ...state, leaseUntilMs: now + leaseMs });
    },
    { durable: false },
  );
}

/** Gives the lease back, so that the next engine need not wait for its end. */
export async function releaseLease(options: LeaseOptions): Promise<void> {
  await options.store.write(async (tx) => {
    const state = await tx.connection(options.connection);
    if (state?.holder !== options.holder) return;
    await tx.saveConnection({ ...state, holder: undefined, leaseUntilMs: 0 });
  });
}

/** A lease that ends later than any lease can is the trace of a clock that was set back: it protects nobody. */
function isHeldByAnother(state: ConnectionState, now: number, options: LeaseOptions): boolean {
  if (state.holder === undefined || state.holder === options.holder) return false;
  const left = state.leaseUntilMs - now;
  return left > 0 && left <= options.leaseMs;
}

/** A connection that nobody has worked on yet. */
export function newConnection(options: { readonly connection: string; readonly provider: string }): ConnectionState {
  return {
    connection: options.connection,
    provider: options.provider,
    holder: undefined,
    epoch: 0,
    leaseUntilMs: 0,
    identity: undefined,
    providerTimeMs: undefined,
    lastSweep: undefined,
    lastCompleteSweep: undefined,
    sweeps: 0,
    breaker: CLOSED_BREAKER,
    halt: undefined,
    vanishHeldSinceMs: undefined,
    vanishHeldMachines: 0,
    orphans: 0,
    otherDeployments: [],
    wakeups: 0,
  };
}
