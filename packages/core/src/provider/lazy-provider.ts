import type { Capabilities, MachineCapabilities } from './capabilities.js';
import type { Catalog } from './catalog.js';
import { SPECIFICATION_VERSION, type Provider } from './definition.js';
import type { Machines } from './machines.js';

/** The part of a provider that talks to its cloud. */
export type LoadedProvider<Options> = Pick<Provider<Options>, 'machines' | 'catalog' | 'identify' | 'health' | 'dispose'> &
  Required<Pick<Provider<Options>, 'suggest'>>;

/**
 * Makes a provider whose cloud SDK is loaded with its first call: whoever reads settings, templates or capabilities waits for none. It has
 * the optional methods of machines that its capabilities promise. Disposing of what was never loaded loads nothing.
 *
 * @param load - imports what talks to the cloud and makes it; asked once, and again after it failed
 */
export function lazyProvider<Options>(capabilities: Capabilities, load: () => Promise<LoadedProvider<Options>>): Provider<Options> {
  let loading: Promise<LoadedProvider<Options>> | undefined;
  const loaded = async (): Promise<LoadedProvider<Options>> => {
    const mine = (loading ??= load());
    try {
      return await mine;
    } catch (error) {
      if (loading === mine) loading = undefined;
      throw error;
    }
  };
  return {
    specificationVersion: SPECIFICATION_VERSION,
    capabilities,
    machines: lazyMachines(capabilities.machines, async () => (await loaded()).machines),
    catalog: lazyCatalog(async () => (await loaded()).catalog),
    identify: async (input) => (await loaded()).identify(input),
    health: async (input) => (await loaded()).health(input),
    suggest: async (input) => (await loaded()).suggest(input),
    dispose: async () => (await loading)?.dispose?.(),
  };
}

function lazyMachines<Options>(
  { stoppable, groups, adoptable, feed }: MachineCapabilities,
  load: () => Promise<Machines<Options>>,
): Machines<Options> {
  // Which of the optional ones are there, the capabilities say.
  const machines = load as () => Promise<Required<Machines<Options>>>;
  return {
    validate: async (input) => (await machines()).validate(input),
    offers: async (input) => (await machines()).offers(input),
    prepare: async (input) => (await machines()).prepare(input),
    launch: async (input) => (await machines()).launch(input),
    sweep: async function* sweep(input) {
      yield* (await machines()).sweep(input);
    },
    inspect: async (input) => (await machines()).inspect(input),
    terminate: async (input) => (await machines()).terminate(input),
    ...(stoppable && {
      start: async (input) => (await machines()).start(input),
      stop: async (input) => (await machines()).stop(input),
      restart: async (input) => (await machines()).restart(input),
    }),
    ...(groups && { cleanUp: async (input) => (await machines()).cleanUp(input) }),
    ...(adoptable && {
      adopt: async (input) => (await machines()).adopt(input),
      members: async (input) => (await machines()).members(input),
    }),
    ...(feed && { feed: async (input) => (await machines()).feed(input) }),
  };
}

function lazyCatalog<Options>(catalog: () => Promise<Catalog<Options>>): Catalog<Options> {
  return {
    zones: async (input) => (await catalog()).zones(input),
    machineTypes: async (input) => (await catalog()).machineTypes(input),
    offers: async (input) => (await catalog()).offers(input),
    shape: async (input) => (await catalog()).shape(input),
    quotas: async (input) => (await catalog()).quotas(input),
    estimate: async (input) => (await catalog()).estimate(input),
  };
}
