import type { ObservedCompanion, ObservedGroup, ObservedMachine, ProviderIdentity, SweepEvent } from '@hostwright/core/provider';

/** A whole sweep. */
export interface SweepView {
  readonly machines: readonly ObservedMachine[];
  readonly groups: readonly ObservedGroup[];
  readonly companions: readonly ObservedCompanion[];
  readonly identities: readonly ProviderIdentity[];
  readonly coveredShards: readonly string[];
  readonly times: readonly number[];
  readonly pages: number;
  readonly end: 'complete' | 'partial' | 'failed';
  /** How many end events there were, and whether the last event was one. */
  readonly ends: { readonly count: number; readonly last: boolean };
  /** What it threw; undefined when it ended with an event of its own. */
  readonly error: unknown;
}

/** Reads a sweep to its end. One that throws counts as failed, as core counts it. */
export async function readSweep(events: AsyncIterable<SweepEvent>): Promise<SweepView> {
  const seen: SweepEvent[] = [];
  let error: unknown;
  try {
    for await (const event of events) seen.push(event);
  } catch (cause) {
    error = cause;
  }
  return viewOf(seen, error);
}

function viewOf(events: readonly SweepEvent[], error: unknown): SweepView {
  const pages = events.filter((event) => event.type === 'page');
  const ends = events.filter((event) => event.type === 'end');
  return {
    machines: pages.flatMap((page) => page.machines),
    groups: pages.flatMap((page) => page.groups),
    companions: pages.flatMap((page) => page.companions),
    identities: pages.map(({ identity }) => identity),
    coveredShards: pages.flatMap((page) => page.coveredShards),
    times: pages.map(({ providerTimeMs }) => providerTimeMs),
    pages: pages.length,
    end: error === undefined ? (ends[0]?.outcome ?? 'failed') : 'failed',
    ends: { count: ends.length, last: events.at(-1)?.type === 'end' },
    error,
  };
}
