import { ProviderError, type Catalog } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import type { KubernetesOptions } from '../template/options.js';
import { podOfTemplate } from '../template/pod-of-template.js';
import { shapeOf } from '../template/shape.js';
import { createNodeReader } from './nodes.js';
import { machineTypesOf, offersOf } from './offers.js';
import { pageOf } from './page-of.js';
import { podPricePerHour } from './price.js';
import { quotasOf } from './quotas.js';

/** A cluster whose nodes name no zone is one zone. */
const ONE_ZONE = 'cluster';

/** What the cluster's nodes offer, what the operator's sheet says of prices, and what quotas allow. */
export function createCatalog(session: KubernetesSession): Catalog<KubernetesOptions> {
  const { settings, context } = session;
  const nodesOf = createNodeReader(session);
  return {
    zones: async (input) => {
      const zones = (await nodesOf(input)).flatMap(({ zone }) => (zone === undefined ? [] : [zone]));
      return zones.length === 0 ? [ONE_ZONE] : [...new Set(zones)].toSorted();
    },
    machineTypes: async (input) => pageOf(machineTypesOf(await nodesOf(input)), ({ name }) => name, input),
    offers: async (input) =>
      pageOf(offersOf(await nodesOf(input), input.filter, settings.prices, context.now()), ({ offerId }) => offerId, input),
    shape: async ({ options }) => {
      const { pod } = await podOfTemplate(options, settings, undefined);
      const shape = shapeOf(pod.spec);
      if (shape !== undefined) return shape;
      throw new ProviderError(
        'InvalidTemplate',
        'the pod asks for no processors or no memory, so it has no size: state cpus and memoryMib, or requests in the pod',
        {
          subject: 'cpus',
        },
      );
    },
    quotas: (input) => quotasOf(session, input),
    estimate: async ({ options, count, durationHours }) => {
      const { pod } = await podOfTemplate(options, settings, undefined);
      const price = podPricePerHour(settings.prices, pod.spec);
      if (price === undefined) {
        throw new ProviderError('Unsupported', 'no price is known for what the pod asks for: state prices in the settings', {
          subject: 'prices',
        });
      }
      const perHourUsd = price * count;
      return {
        perHourUsd,
        totalUsd: perHourUsd * durationHours,
        durationHours,
        assumptions: ['the pods’ requests at the prices of the settings'],
      };
    },
  };
}
