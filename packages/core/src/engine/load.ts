import type { WorkerEnv } from './worker-env.js';

/** How much of a connection is open. */
export interface Load {
  /** Something may still change: the connection is swept. */
  readonly open: boolean;
  /** Something is being launched or ended: it is swept often. */
  readonly busy: boolean;
  /** When the first intent that waits may be sent again (our clock); undefined when none waits. */
  readonly nextRetryAtMs: number | undefined;
}

/** What holds before the first look. */
export const UNKNOWN_LOAD: Load = { open: true, busy: true, nextRetryAtMs: undefined };

/** Asks the store. Costs as much as there is open, however many machines run undisturbed. */
export async function measureLoad({ store, connection }: WorkerEnv): Promise<Load> {
  return store.read(async (tx) => {
    const unsettled = await tx.intents({ connection, settled: false });
    const returns = await tx.openReturns(connection);
    const acquires = await tx.openAcquires(connection);
    const live = await tx.machines({ connection, live: true, orphan: false, limit: 1 });
    const groups = (await tx.groups(connection)).some((group) => group.state === 'active');
    const retries = unsettled.flatMap((intent) => intent.retryAtMs ?? []);
    return {
      open: unsettled.length > 0 || returns.length > 0 || acquires.length > 0 || live.length > 0 || groups,
      busy: unsettled.length > 0 || returns.length > 0,
      nextRetryAtMs: retries.length === 0 ? undefined : Math.min(...retries),
    };
  });
}
