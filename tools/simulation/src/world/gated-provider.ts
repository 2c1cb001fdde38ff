import type { AnyProviderDefinition } from '@hostwright/core';
import type { Fact } from '@hostwright/history';
import mock from '@hostwright/provider-mock';
import { inParts } from './in-parts.js';
import { failedStart, withNonsense, withOddCatalog } from './nonsense.js';
import type { Choices } from './random.js';
import type { SimProcess } from './sim-process.js';
import { taciturn } from './taciturn.js';

type Definition = typeof mock;
type Context = Parameters<Definition['create']>[1];
type Provider = ReturnType<Definition['create']>;

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
  /** Whether the plugin can take machines of others over. */
  readonly adopts: boolean;
  /** Whether each machine of a launch takes a call of its own. */
  readonly inParts: boolean;
  /** Whether the plugin says nothing that it need not say. */
  readonly taciturn: boolean;
  /** Whether the plugin can be started. */
  readonly starts: boolean;
  /** How its answers break the contract, and whether they do now. */
  readonly nonsense: { readonly choices: Choices; readonly speaks: () => boolean };
}

/** The mock provider as one process uses it: each call waits for its turn, and may be the last thing that the process does. */
export function gateProvider(gate: ProviderGate): AnyProviderDefinition {
  return {
    ...mock,
    create(settings: Parameters<Definition['create']>[0], context: Context) {
      if (!gate.starts) throw failedStart(gate.nonsense.choices);
      const provider = mock.create(settings, gateContext(context, gate));
      gate.opened(async () => provider.dispose?.());
      const heard = gate.taciturn ? taciturn(provider.machines) : provider.machines;
      const launched = gate.inParts ? inParts(heard) : heard;
      const spoken = withNonsense(withHandOver(launched, gate), gate.nonsense.choices, gate.nonsense.speaks);
      const lacks = { ...(gate.feeds ? {} : { feed: undefined }), ...(gate.adopts ? {} : { adopt: undefined, members: undefined }) };
      const { machines: able } = provider.capabilities;
      return {
        ...provider,
        machines: { ...spoken, ...lacks } as object,
        catalog: withOddCatalog(provider.catalog, gate.nonsense.choices, gate.nonsense.speaks),
        capabilities: { ...provider.capabilities, machines: { ...able, feed: gate.feeds, adoptable: gate.adopts } },
      };
    },
  } as AnyProviderDefinition;
}

/** Tells what launches are made from, before they are made. */
function withHandOver<Machines extends Provider['machines']>(machines: Machines, { process, nowMs, note }: ProviderGate): Machines {
  const launch: Machines['launch'] = (input) => {
    const { prepared, token, part } = input;
    note({ kind: 'handed-over', atMs: nowMs(), process: process.name, token, part, document: prepared.document });
    return machines.launch(input);
  };
  return { ...machines, launch };
}

function gateContext(context: Context, gate: ProviderGate): Context {
  const { process, nowMs, note } = gate;
  const call: Context['call'] = (options, run) =>
    context.call(options, async (signal) => {
      const { action, effect } = options;
      if (options.effect !== 'read') {
        note({
          kind: 'call-ready',
          atMs: nowMs(),
          process: process.name,
          action,
          effect: options.effect,
          attemptId: options.attempt,
        });
      }
      await process.pass({ at: 'before-call', action });
      await process.turn(action);
      try {
        const result = await run(signal);
        if (effect !== 'read') gate.changed();
        await process.pass({ at: 'after-call', action });
        if (action === 'ListResources') note({ kind: 'listed', atMs: nowMs(), process: process.name, connection: context.connection });
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
