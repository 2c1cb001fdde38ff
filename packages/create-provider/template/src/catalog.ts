import type { Catalog, CatalogOffer, MachineShape, OfferFilter } from '@hostwright/core/provider';
import type { CloudOffer, CloudType } from './cloud-api.js';
import type { Session } from './session.js';
import type { TemplateOptions } from './template.js';

/** What the cloud offers, what it costs, and what the account may use. Reads only. */
export function createCatalog(session: Session): Catalog<TemplateOptions> {
  const typeOf = (options: TemplateOptions, signal: AbortSignal): Promise<CloudType> =>
    session.read('GetMachineType', signal, (client, keys) => client.machineType(keys, options.machineType));
  return {
    zones: async ({ signal }) => (await session.read('ListZones', signal, (client, keys) => client.zones(keys))).zones,

    machineTypes: async ({ cursor, limit, signal }) => {
      const page = await session.read('ListMachineTypes', signal, (client, keys) => client.machineTypes(keys, { cursor, limit }));
      return { items: page.items.map((type) => ({ name: type.name, shape: shapeOf(type), gpuModel: undefined })), nextCursor: page.next };
    },

    offers: async ({ cursor, limit, filter, signal }) => {
      const page = await session.read('ListPrices', signal, (client, keys) => client.prices(keys, { cursor, limit }));
      const wanted = page.items.filter((offer) => passes(filter, offer));
      return { items: wanted.map((offer) => toOffer(offer, page.region, page.timeMs)), nextCursor: page.next };
    },

    shape: async ({ options, signal }) => shapeOf(await typeOf(options, signal)),

    quotas: async ({ signal }) => {
      const { quotas } = await session.read('ListQuotas', signal, (client, keys) => client.quotas(keys));
      return quotas.map(({ name, limit, used }) => ({ name, unit: 'machines', limit, used }));
    },

    estimate: async ({ options, count, durationHours, signal }) => {
      const perHourUsd = (await typeOf(options, signal)).pricePerHourUsd * count;
      return { totalUsd: perHourUsd * durationHours, perHourUsd, durationHours, assumptions: ['network traffic costs nothing'] };
    },
  };
}

function shapeOf({ vcpus, cores, memoryMib, gpus, architecture }: CloudType): MachineShape {
  return { vcpus, cores, memoryMib, gpus, architecture };
}

function passes(filter: OfferFilter, offer: CloudOffer): boolean {
  return (
    (filter.machineTypes?.includes(offer.name) ?? true) &&
    (filter.zones?.includes(offer.zone) ?? true) &&
    (filter.market ?? 'on-demand') === 'on-demand' &&
    offer.vcpus >= (filter.minVcpus ?? 0) &&
    offer.memoryMib >= (filter.minMemoryMib ?? 0) &&
    offer.gpus >= (filter.minGpus ?? 0)
  );
}

function toOffer({ name, zone, pricePerHourUsd, soldOut }: CloudOffer, region: string, pricedAtMs: number): CatalogOffer {
  return {
    offerId: `${name}/${zone}`,
    machineType: name,
    zone,
    market: 'on-demand',
    pricePerHourUsd,
    unitsPerMachine: 1,
    region,
    availability: soldOut ? 'unavailable' : 'available',
    pricedAtMs,
  };
}
