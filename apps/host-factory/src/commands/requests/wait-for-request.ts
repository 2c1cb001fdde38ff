import type { RequestView } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import type { Services } from '../../cli/services.js';
import { plural } from '../../cli/format.js';
import { requireRequest } from './require-request.js';

/** The agent is looked after once in this time: one that was killed is started again. */
const SLICE_MS = 10_000;

/**
 * Waits until a request has ended, and sees to it that somebody works on it. Tells people how it stands, on stderr.
 *
 * @throws {CommandError} it has not ended in time
 */
export async function waitForRequest(
  { io, clock }: CommandContext,
  services: Services,
  options: { readonly requestId: string; readonly timeoutSeconds: number },
): Promise<RequestView> {
  const { requestId, timeoutSeconds } = options;
  const [queries, wakeAndWait] = await Promise.all([services.queries(), services.wakeAndWait()]);
  const tell = createTeller((text) => io.err(text));
  const until = async (): Promise<boolean> => {
    const view = await queries.request(requestId);
    if (view !== undefined) tell(view);
    return view?.request.state === 'ended';
  };
  const endsAtMs = clock.monotonic() + timeoutSeconds * 1000;
  const { signal } = new AbortController();
  for (;;) {
    if (await until()) return requireRequest(queries, requestId);
    const leftMs = endsAtMs - clock.monotonic();
    if (leftMs <= 0) throw notYet(requestId, timeoutSeconds);
    await wakeAndWait({ until, waitMs: Math.min(leftMs, SLICE_MS), signal });
  }
}

function notYet(requestId: string, timeoutSeconds: number): CommandError {
  return new CommandError(
    'retry-later',
    `${requestId} has not ended within ${timeoutSeconds} s and goes on. Wait again with "host-factory requests wait ${requestId}".`,
  );
}

/** One line whenever something changed. */
function createTeller(write: (text: string) => void): (view: RequestView) => void {
  let last = '';
  return ({ request, machines }) => {
    const counted =
      request.kind === 'acquire'
        ? `${machines.filter(({ deliveredAtMs }) => deliveredAtMs !== undefined).length} of ${plural(request.grantedUnits, 'machine')} delivered`
        : `${request.targets.filter(({ state }) => state === 'done').length} of ${plural(request.targets.length, 'machine')} ended`;
    const line = `${request.requestId}: ${request.state}, ${counted}`;
    if (line !== last) write(`${line}\n`);
    last = line;
  };
}
