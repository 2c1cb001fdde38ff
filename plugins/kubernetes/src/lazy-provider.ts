import type { Catalog, Machines } from '@hostwright/core/provider';
import type { LoadedProvider } from './provider.js';
import type { KubernetesOptions } from './template/options.js';

type Load = () => Promise<LoadedProvider>;
type Present = Required<Omit<Machines<KubernetesOptions>, 'start' | 'stop' | 'restart'>>;

/** Machines that load what talks to a cluster with their first call. */
export function lazyMachines(load: Load): Machines<KubernetesOptions> {
  const machines = async (): Promise<Present> => (await load()).machines as Present;
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
    cleanUp: async (input) => (await machines()).cleanUp(input),
    adopt: async (input) => (await machines()).adopt(input),
    members: async (input) => (await machines()).members(input),
    feed: async (input) => (await machines()).feed(input),
  };
}

/** A catalogue that does the same. */
export function lazyCatalog(load: Load): Catalog<KubernetesOptions> {
  const catalog = async (): Promise<Catalog<KubernetesOptions>> => (await load()).catalog;
  return {
    zones: async (input) => (await catalog()).zones(input),
    machineTypes: async (input) => (await catalog()).machineTypes(input),
    offers: async (input) => (await catalog()).offers(input),
    shape: async (input) => (await catalog()).shape(input),
    quotas: async (input) => (await catalog()).quotas(input),
    estimate: async (input) => (await catalog()).estimate(input),
  };
}
