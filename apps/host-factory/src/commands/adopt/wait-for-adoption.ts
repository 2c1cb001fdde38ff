import type { AdoptionView } from '@hostwright/core';
import type { CommandContext } from '../../cli/context.js';
import { plural } from '../../cli/format.js';
import type { Services } from '../../cli/services.js';

/** The agent is looked after once in this time: one that was killed is started again. */
const SLICE_MS = 10_000;

/**
 * Waits until every machine is taken over or refused, and sees to it that somebody works on it. Machines that are still to come may take longer
 * than anybody waits here: they go on being waited for.
 */
export async function waitForAdoption(
  { io, clock, interruption }: CommandContext,
  services: Services,
  options: { readonly requestIds: readonly string[]; readonly timeoutSeconds: number },
): Promise<readonly AdoptionView[]> {
  const { requestIds, timeoutSeconds } = options;
  const [queries, wakeAndWait] = await Promise.all([services.queries(), services.wakeAndWait()]);
  const until = async (): Promise<boolean> => {
    const views = await queries.adoptions({ requestIds });
    const pending = views.filter((view) => view.pending).length;
    io.progress(`${plural(count(views), 'machine')} taken over, ${plural(pending, 'request')} to go`);
    return pending === 0;
  };
  const endsAtMs = clock.monotonic() + timeoutSeconds * 1_000;
  while (!interruption.aborted && !(await until())) {
    const leftMs = endsAtMs - clock.monotonic();
    if (leftMs <= 0) break;
    await wakeAndWait({ until, waitMs: Math.min(leftMs, SLICE_MS), signal: interruption }).catch((error: unknown) => {
      if (!interruption.aborted) throw error;
    });
  }
  return queries.adoptions({ requestIds });
}

function count(views: readonly AdoptionView[]): number {
  return views.reduce((sum, view) => sum + view.adopted.length, 0);
}
