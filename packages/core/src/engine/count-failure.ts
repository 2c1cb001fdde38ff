import type { ProviderError } from '../provider/errors.js';
import { NotSent } from './attempts.js';
import { breakerAfterFailure } from './breaker.js';
import type { WorkerEnv } from './worker-env.js';

/** Counts the failure of a write against the connection's breaker, as long as the connection is ours. What was not sent is no failure of the cloud. */
export async function countFailure({ store, connection, clock, timing, holder }: WorkerEnv, error: ProviderError): Promise<void> {
  if (error instanceof NotSent) return;
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
