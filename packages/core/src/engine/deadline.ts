import type { Clock } from '../ports/clock.js';
import type { ProviderError } from '../provider/errors.js';

/**
 * Runs plugin code that may never settle. When the time is up the signal is aborted and `late` is thrown; whatever the plugin answers
 * afterwards is nobody's.
 */
export async function withDeadline<Result>(
  clock: Clock,
  durationMs: number,
  late: () => ProviderError,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stop = new AbortController();
  const timer = new AbortController();
  const expired = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(late()), { once: true });
  });
  void clock.sleep(durationMs, timer.signal).then(
    () => stop.abort(new Error('deadline')),
    () => undefined,
  );
  try {
    return await Promise.race([run(stop.signal), expired]);
  } finally {
    timer.abort(new Error('done'));
  }
}
