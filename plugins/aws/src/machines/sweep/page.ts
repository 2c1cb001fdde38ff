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
/** How a sweep ended. */
export type SweepEnd = Extract<SweepEvent, { type: 'end' }>;

/** What a sweep is asked. */
export type SweepInput = OperationInput & { readonly scope: SweepScope };

/** What pages of one sweep share. */
export interface SweepFrame {
  /** Undefined before the first page. */
  identity: ProviderIdentity | undefined;
  /** The latest time that AWS told. */
  providerTimeMs: number;
}

/** Makes a page. Services state their time to the second, each by its own clock: within a sweep it never runs backwards. */
export function pageOf(
  frame: SweepFrame,
  identity: ProviderIdentity,
  providerTimeMs: number,
  shown: {
    readonly machines?: readonly ObservedMachine[];
    readonly groups?: readonly ObservedGroup[];
    readonly companions?: readonly ObservedCompanion[];
    readonly coveredShards?: readonly string[];
  },
): SweepPage {
  frame.identity ??= identity;
  frame.providerTimeMs = Math.max(frame.providerTimeMs, providerTimeMs);
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
