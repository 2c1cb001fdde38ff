import { tellError } from './answer.js';
import type { CallContext, CallInfo } from './options.js';

/** Past the agreed wait, a wake that does not return is left behind: an agent that hangs must not hang its callers. */
const PATIENCE_MS = 500;

/**
 * Waits until `condition` holds, at most `waitMs`, and wakes whoever can make it hold. Not waiting at all when it holds already.
 *
 * @returns whether it holds now
 */
export async function waitUntil(
  context: CallContext,
  info: CallInfo,
  options: { readonly waitMs: number; readonly condition: () => Promise<boolean> },
): Promise<boolean> {
  const until = async (): Promise<boolean> => {
    try {
      return await options.condition();
    } catch (error) {
      context.logger.warn({ callId: info.callId, error: tellError(error) }, 'condition could not be read');
      return false;
    }
  };
  if (await until()) return true;
  await callWake(context, info, until, options.waitMs);
  return until();
}

/**
 * Sees to it that somebody works on what is open, without waiting for it. What was accepted stays accepted when this fails: the next call
 * wakes again.
 */
export async function wake(context: CallContext, info: CallInfo): Promise<void> {
  await callWake(context, info, () => Promise.resolve(false), 0);
}

async function callWake(context: CallContext, info: CallInfo, until: () => Promise<boolean>, waitMs: number): Promise<void> {
  if (info.signal.aborted) return;
  const done = new AbortController();
  const patience = context.clock.sleep(waitMs + PATIENCE_MS, AbortSignal.any([done.signal, info.signal])).catch(() => undefined);
  const work = Promise.resolve()
    .then(() => context.wakeAndWait({ until, waitMs, signal: info.signal }))
    .catch((error: unknown) => {
      context.logger.warn({ callId: info.callId, error: tellError(error) }, 'nobody could be woken');
    });
  await Promise.race([work, patience]);
  done.abort();
}
