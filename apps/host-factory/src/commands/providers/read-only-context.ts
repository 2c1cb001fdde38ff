import { type Clock, ProviderError, systemRandom } from '@hostwright/core';
import type { ProviderContext } from '@hostwright/core/provider';

const READ_DEADLINE_MS = 10_000;

/** A way out to the cloud for looks only: a plugin that tries to change something is refused. Each read is made once, so that what fails shows. */
export function createReadOnlyContext(options: {
  readonly connection: string;
  readonly clock: Clock;
  readonly readSecret: (reference: string) => Promise<string>;
}): ProviderContext {
  const { connection, clock, readSecret } = options;
  return {
    connection,
    call: async (call, run) => {
      if (call.effect !== 'read') throw new ProviderError('Unsupported', `${call.action}: a health check changes nothing`);
      const deadline = AbortSignal.timeout(call.deadlineMs ?? READ_DEADLINE_MS);
      const signal = AbortSignal.any([call.signal, deadline]);
      return Promise.race([run(signal), rejectWhenAborted(signal, call.action)]);
    },
    secret: readSecret,
    now: () => clock.now(),
    sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
    random: () => systemRandom.next(),
    log: () => undefined,
  };
}

function rejectWhenAborted(signal: AbortSignal, action: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new ProviderError('Unavailable', `${action}: no answer in time`)), { once: true });
  });
}
