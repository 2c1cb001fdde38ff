import type { AnyProviderDefinition, Machines, Provider, ProviderContext, SweepEvent } from '@hostwright/core/provider';
import type { ConformanceSubject } from '@hostwright/provider-conformance';

/** What a fault changes about a good provider. `state` lives as long as the provider object. */
export interface Planted {
  /** Between the plugin and its context. */
  readonly context?: (context: ProviderContext) => ProviderContext;
  /** Around the provider. */
  readonly provider?: (provider: Provider<unknown>, context: ProviderContext, settings: unknown) => Provider<unknown>;
  readonly definition?: (definition: AnyProviderDefinition) => AnyProviderDefinition;
}

/** The same plugin with a fault planted into it. */
export function plant(subject: ConformanceSubject, { context, provider, definition }: Planted): ConformanceSubject {
  const good = subject.definition;
  const bad: AnyProviderDefinition = {
    ...good,
    create: (settings, given) => {
      const made = good.create(settings, context === undefined ? given : context(given));
      return provider === undefined ? made : provider(made, given, settings);
    },
  };
  return { ...subject, definition: definition === undefined ? bad : definition(bad) };
}

/** Replaces operations of `machines`. */
export function machinesWith(change: (machines: Machines<unknown>, context: ProviderContext) => Partial<Machines<unknown>>): Planted {
  return { provider: (provider, context) => ({ ...provider, machines: { ...provider.machines, ...change(provider.machines, context) } }) };
}

/** Changes the events of a sweep. */
export function sweepWith(change: (event: SweepEvent) => readonly SweepEvent[]): Planted {
  return machinesWith((machines) => ({
    sweep: async function* (input) {
      for await (const event of machines.sweep(input)) yield* change(event);
    },
  }));
}
