import type { RequestView } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import type { Services } from '../../cli/services.js';
import { plural } from '../../cli/format.js';
import { requireRequest } from './require-request.js';

/** The agent is looked after once in this time: one that was killed is started again. */
const SLICE_MS = 10_000;

/**
 * Waits until a request has ended, and sees to it that somebody works on it. Shows how it stands.
 *
 * @throws {CommandError} it has not ended in time, or the wait was interrupted; the request goes on
 */
export async function waitForRequest(
  { io, clock, interruption }: CommandContext,
  services: Services,
  options: { readonly requestId: string; readonly timeoutSeconds: number },
): Promise<RequestView> {
  const { requestId, timeoutSeconds } = options;
  const [queries, wakeAndWait] = await Promise.all([services.queries(), services.wakeAndWait()]);
  const until = async (): Promise<boolean> => {
    const view = await queries.request(requestId);
    if (view !== undefined) io.progress(standing(view));
    return view?.request.state === 'ended';
  };
  const endsAtMs = clock.monotonic() + timeoutSeconds * 1000;
  for (;;) {
    if (interruption.aborted) throw interrupted(requestId);
    if (await until()) return requireRequest(queries, requestId);
    const leftMs = endsAtMs - clock.monotonic();
    if (leftMs <= 0) throw notYet(requestId, timeoutSeconds);
    await wakeAndWait({ until, waitMs: Math.min(leftMs, SLICE_MS), signal: interruption }).catch((error: unknown) => {
      if (!interruption.aborted) throw error;
    });
  }
}

function interrupted(requestId: string): CommandError {
  return new CommandError('interrupted', `Interrupted. ${requestId} goes on; wait again with "host-factory requests wait ${requestId}".`);
}

function notYet(requestId: string, timeoutSeconds: number): CommandError {
  return new CommandError(
    'request-still-open',
    `${requestId} has not ended within ${timeoutSeconds} s and goes on. Wait again with "host-factory requests wait ${requestId}".`,
  );
}

function standing({ request, machines }: RequestView): string {
  const counted =
    request.kind === 'acquire'
      ? `${machines.filter(({ deliveredAtMs }) => deliveredAtMs !== undefined).length} of ${plural(request.grantedUnits, 'machine')} delivered`
      : `${request.targets.filter(({ state }) => state === 'done').length} of ${plural(request.targets.length, 'machine')} ended`;
  return `${request.requestId}: ${request.state}, ${counted}`;
}
