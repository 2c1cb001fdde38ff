import type {
  ObservedCompanion,
  ObservedGroup,
  ObservedMachine,
  OperationInput,
  ProviderIdentity,
  SweepEvent,
  SweepScope,
} from '@hostwright/core/provider';

/** A page of a sweep. */
export type SweepPage = Extract<SweepEvent, { type: 'page' }>;

/** What a sweep is asked. */
export type SweepInput = OperationInput & { readonly scope: SweepScope };

/** What pages of one sweep share. */
export interface SweepFrame {
  /** The latest time that the API server told. */
  providerTimeMs: number;
  pages: number;
  /** Ids of all machines shown. */
  readonly shown: Set<string>;
}

/** What one page shows. */
export interface Shown {
  readonly machines?: readonly ObservedMachine[];
  readonly groups?: readonly ObservedGroup[];
  readonly companions?: readonly ObservedCompanion[];
  readonly coveredShards?: readonly string[];
}

/** Makes a page. API servers state their time to the second, each by its own clock: within a sweep it never runs backwards. */
export function pageOf(frame: SweepFrame, identity: ProviderIdentity, providerTimeMs: number, shown: Shown): SweepPage {
  frame.providerTimeMs = Math.max(frame.providerTimeMs, providerTimeMs);
  frame.pages += 1;
  for (const { machineId } of shown.machines ?? []) frame.shown.add(machineId);
  return {
    type: 'page',
    identity,
    providerTimeMs: frame.providerTimeMs,
    coveredShards: shown.coveredShards ?? [],
    machines: shown.machines ?? [],
    groups: shown.groups ?? [],
    companions: shown.companions ?? [],
  };
}
