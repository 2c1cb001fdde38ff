import type { ConnectionView } from '@hostwright/core';
import { age } from '../../cli/format.js';

/** A listing older than this may miss what was launched or ended since. */
const RECENT_MS = 5 * 60_000;

const LOOK_AGAIN = '"host-factory agent run" looks again, and ends when nothing is open';

/** How good the knowledge of a connection's orphans is, in a line for people. */
export function tellKnowledge(connection: string, view: ConnectionView | undefined, nowMs: number): readonly string[] {
  const state = view?.state;
  if (state?.halt?.kind === 'store-is-old') {
    return [`${connection}: halted, because the store is older than the cloud. First: host-factory store rebuild`];
  }
  if (state?.halt !== undefined) return [`${connection}: halted: ${state.halt.message}`];
  const sweep = state?.lastCompleteSweep;
  if (sweep === undefined) return [`${connection}: never listed completely, so that nothing is known of its orphans: ${LOOK_AGAIN}.`];
  const known = `${connection}: as of ${age(sweep.startedAtMs, nowMs)} ago`;
  const recent = Math.abs(nowMs - sweep.startedAtMs) <= RECENT_MS;
  return [recent ? `${known}.` : `${known}; ${LOOK_AGAIN}.`];
}
