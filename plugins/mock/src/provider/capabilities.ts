import type { Capabilities, KindFacts, RateLimit } from '@hostwright/core/provider';
import { ACTIONS } from '../cloud/actions.js';
import type { MockSettings } from './settings.js';

/** Kind of every machine. */
export const MACHINE_KIND = 'machine';

/** Kind of the volumes that come with machines. */
export const VOLUME_KIND = 'volume';

/** Kinds of groups, by the cloud's own word. */
export const GROUP_KINDS = { fleet: 'fleet', refilling: 'refilling-group' } as const;

/** Most machines that one call starts, and most ids that one call names. */
const BATCH = 1_000;

/** What the mock cloud can do, with the horizons of the settings. */
export function capabilitiesOf(settings: MockSettings): Capabilities {
  const facts = (kind: string): KindFacts => ({
    kind,
    replayHorizonMs: settings.replayHorizonMs,
    visibilityHorizonMs: settings.visibilityHorizonMs ?? settings.visibilityDelayMs,
  });
  return {
    machines: {
      kinds: [facts(MACHINE_KIND), ...Object.values(GROUP_KINDS).map(facts), facts(VOLUME_KIND)],
      maxUnitsPerLaunch: BATCH,
      maxIdsPerTerminate: BATCH,
      maxIdsPerInspect: BATCH,
      stoppable: true,
      groups: true,
      refills: true,
      spot: true,
      reclaimNotice: true,
      weighted: true,
      feed: true,
      adoptable: true,
    },
    interfaces: ['volumes', 'snapshots'],
  };
}

/** Far above what a test or a demonstration needs, and below what one file can do: the settings may make the cloud itself much stricter. */
export const RATE_LIMITS: readonly RateLimit[] = ACTIONS.map((action) => ({ action, burst: 500, refillPerSecond: 200 }));
