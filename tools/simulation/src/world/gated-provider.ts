import type { AnyProviderDefinition } from '@hostwright/core';
import type { Fact } from '@hostwright/history';
import mock from '@hostwright/provider-mock';
import type { SimProcess } from './sim-process.js';

type Definition = typeof mock;
type Context = Parameters<Definition['create']>[1];

/** What a gated provider needs of its history. */
export interface ProviderGate {
  readonly process: SimProcess;
  /** The true time, by which the cloud goes whatever the callers' clocks say. */
  readonly nowMs: () => number;
  readonly note: (fact: Fact) => void;
  /** Told when a call that may have changed the cloud came back. */
  readonly changed: () => void;
  /** Told how to free what was made. */
  readonly opened: (dispose: () => Promise<void>) => void;
  /** Whether the plugin says that it can tell of changes by itself. */
  readonly feeds: boolean;
}

/** The mock provider as one process uses it: each call waits for its turn, and may be the last thing that the process does. */
export function gateProvider(gate: ProviderGate): AnyProviderDefinition {
  return {
    ...mock,
    create(settings: Parameters<Definition['create']>[0], context: Context) {
      const provider = mock.create(settings, gateContext(context, gate));
      gate.opened(async () => provider.dispose?.());
      if (gate.feeds) return provider;
      const machines: object = { ...provider.machines, feed: undefined };
      return {
        ...provider,
        machines,
        capabilities: { ...provider.capabilities, machines: { ...provider.capabilities.machines, feed: false } },
      };
    },
  } as AnyProviderDefinition;
}

/** Calls by whose answers the engine learns what time it is in the cloud. */
const TELLS_TIME: ReadonlySet<string> = new Set(['ListResources', 'DescribeInstances']);

function gateContext(context: Context, gate: ProviderGate): Context {
  const { process, nowMs, note } = gate;
  const cloudClock = new CloudClock(nowMs);
  const call: Context['call'] = (options, run) =>
    context.call(options, async (signal) => {
      const { action, effect } = options;
      if (options.effect !== 'read') {
        const { lagMs } = cloudClock;
        note({
          kind: 'call-ready',
          atMs: nowMs(),
          process: process.name,
          action,
          effect: options.effect,
          attemptId: options.attempt,
          lagMs,
        });
      }
      await process.pass({ at: 'before-call', action });
      await process.turn(action);
      try {
        const result = await run(signal);
        if (effect !== 'read') gate.changed();
        await process.pass({ at: 'after-call', action });
        if (TELLS_TIME.has(action)) cloudClock.observe(result);
        if (action === 'ListResources') note({ kind: 'listed', atMs: nowMs(), process: process.name });
        return result;
      } catch (error) {
        if (effect !== 'read') gate.changed();
        await process.pass({ at: 'after-call', action });
        throw error;
      }
    });
  return {
    connection: context.connection,
    secret: (reference) => context.secret(reference),
    now: nowMs,
    sleep: (durationMs, signal) => context.sleep(durationMs, signal),
    random: () => context.random(),
    log: (level, fields, message) => context.log(level, fields, message),
    call,
  };
}

/** How far behind the cloud's time a process must be, by the answers that it got: one that was long on its way tells an old time. */
class CloudClock {
  lagMs = 0;
  #seen = false;

  constructor(private readonly nowMs: () => number) {}

  observe(answer: unknown): void {
    if (typeof answer !== 'object' || answer === null || !('atMs' in answer) || typeof answer.atMs !== 'number') return;
    const lagMs = this.nowMs() - answer.atMs;
    this.lagMs = this.#seen ? Math.min(this.lagMs, lagMs) : lagMs;
    this.#seen = true;
  }
}
