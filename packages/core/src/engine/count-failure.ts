import type { ProviderError } from '../provider/errors.js';
import { breakerAfterFailure } from './breaker.js';
import type { WorkerEnv } from './worker-env.js';

/** Counts the failure of a write against the connection's breaker, as long as the connection is ours. */
export async function countFailure({ store, connection, clock, timing, holder }: WorkerEnv, error: ProviderError): Promise<void> {
  await store.write(
    async (tx) => {
      const state = await tx.connection(connection);
      if (state?.holder !== holder) return;
      const breaker = breakerAfterFailure(state.breaker, error, clock.now(), timing);
      if (breaker === state.breaker) return;
      await tx.saveConnection({ ...state, breaker });
      if (breaker.openUntilMs === undefined) return;
      await tx.appendEvents(clock.now(), [
        { type: 'BreakerOpened', connection, untilMs: breaker.openUntilMs, errorClass: error.errorClass },
      ]);
    },
    { durable: false },
  );
}
