/** A cloud did not answer in time. Its message is for people. */
export class LookTookTooLong extends Error {}

/**
 * A look at a cloud that never takes longer than told, even if the plugin does not listen to its signal.
 *
 * @throws {LookTookTooLong}
 */
export async function inTime<Value>(longestMs: number, look: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const signal = AbortSignal.timeout(longestMs);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new LookTookTooLong(`no answer within ${longestMs / 1_000} s`)), { once: true });
  });
  return Promise.race([look(signal), late]);
}
