import { ProviderError, type Catalog, type MachineShape } from '@hostwright/core/provider';
import { offerOf } from './machines.js';
import { SIZES, type TinOptions } from './schemas.js';

const SHAPE: MachineShape = { vcpus: 2, cores: 1, memoryMib: 4096, gpus: 0, architecture: 'x86_64' };

export const catalog: Catalog<TinOptions> = {
  zones: async () => ['shelf'],
  machineTypes: async () => ({ items: SIZES.map((name) => ({ name, shape: SHAPE, gpuModel: undefined })), nextCursor: undefined }),
  offers: async () => ({
    items: SIZES.map((size) => ({ ...offerOf(size), region: 'tin-1', availability: 'unknown', pricedAtMs: undefined })),
    nextCursor: undefined,
  }),
  shape: async () => SHAPE,
  quotas: async () => [],
  estimate: async () => {
    throw new ProviderError('Unsupported', 'tins have no price');
  },
};
