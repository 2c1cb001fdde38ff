import type { Template } from '../domain/template.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Random } from '../ports/random.js';
import type { Store } from '../ports/store.js';
import type { Provider } from '../provider/definition.js';
import type { PluginName } from './contract-check.js';
import type { ProviderClock } from './provider-clock.js';
import type { EngineTiming } from './timing.js';
import type { WriteGate } from './write-gate.js';

/** What every part of one connection's work shares. */
export interface WorkerEnv {
  readonly connection: string;
  readonly plugin: PluginName;
  readonly provider: Provider<unknown>;
  readonly gate: WriteGate;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly timing: EngineTiming;
  readonly providerClock: ProviderClock;
  readonly holder: string;
  /** All configured connections, for machines that may be in any of them. */
  readonly connectionNames: readonly string[];
  /** Templates of this connection. */
  readonly templates: readonly Template[];
}

/** When something is seen, by us and by the provider; by us alone before the provider stated a time. */
export function timesNow({ clock, providerClock }: WorkerEnv): { readonly nowMs: number; readonly providerNowMs: number } {
  const nowMs = clock.now();
  return { nowMs, providerNowMs: providerClock.now() ?? nowMs };
}

/** Facts of a kind of object; a kind the plugin did not declare gets those of its machines. */
export function kindFacts(env: WorkerEnv, kind?: string): { replayHorizonMs: number; visibilityHorizonMs: number } {
  const kinds = env.provider.capabilities.machines.kinds;
  const facts = kinds.find((entry) => entry.kind === kind) ?? kinds[0];
  return facts ?? { replayHorizonMs: 0, visibilityHorizonMs: env.timing.bootTimeoutMs };
}

/** The longest lag of any listing: an intent may have made any kind. */
export function longestVisibilityMs(env: WorkerEnv): number {
  return Math.max(...env.provider.capabilities.machines.kinds.map((kind) => kind.visibilityHorizonMs), 0);
}

/** The shortest protection of any kind: a replay must be safe for all of them. */
export function shortestReplayMs(env: WorkerEnv): number {
  const { kinds } = env.provider.capabilities.machines;
  return kinds.length === 0 ? 0 : Math.min(...kinds.map((kind) => kind.replayHorizonMs));
}
