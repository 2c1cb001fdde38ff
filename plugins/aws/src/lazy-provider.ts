import type { Catalog, Machines } from '@hostwright/core/provider';
import type { LoadedProvider } from './provider.js';
import type { AwsOptions } from './template/options.js';

type Load = () => Promise<LoadedProvider>;

/** Machines that load the SDK with their first call. */
export function lazyMachines(load: Load, hasFeed: boolean): Machines<AwsOptions> {
  const machines = async (): Promise<Required<Machines<AwsOptions>>> => (await load()).machines as Required<Machines<AwsOptions>>;
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
    start: async (input) => (await machines()).start(input),
    stop: async (input) => (await machines()).stop(input),
    restart: async (input) => (await machines()).restart(input),
    cleanUp: async (input) => (await machines()).cleanUp(input),
    adopt: async (input) => (await machines()).adopt(input),
    members: async (input) => (await machines()).members(input),
    ...(hasFeed ? { feed: async (input) => (await machines()).feed(input) } : {}),
  };
}

/** A catalogue that loads the SDK with its first call. */
export function lazyCatalog(load: Load): Catalog<AwsOptions> {
  const catalog = async (): Promise<Catalog<AwsOptions>> => (await load()).catalog;
  return {
    zones: async (input) => (await catalog()).zones(input),
    machineTypes: async (input) => (await catalog()).machineTypes(input),
    offers: async (input) => (await catalog()).offers(input),
    shape: async (input) => (await catalog()).shape(input),
    quotas: async (input) => (await catalog()).quotas(input),
    estimate: async (input) => (await catalog()).estimate(input),
  };
}
