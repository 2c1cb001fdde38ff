import type { CatalogOffer, MachineType, OfferFilter } from '@hostwright/core/provider';
import type { PriceSheet } from '../settings/settings.js';
import type { CatalogNode } from './nodes.js';
import { nodePricePerHour } from './price.js';

/** Shapes of nodes, each type once, by name; of nodes of one type that differ a little, the smallest. */
export function machineTypesOf(nodes: readonly CatalogNode[]): readonly MachineType[] {
  const types = new Map<string, MachineType>();
  for (const { machineType: name, shape, gpuModel } of nodes) {
    const known = types.get(name);
    if (known === undefined || shape.memoryMib < known.shape.memoryMib) types.set(name, { name, shape, gpuModel });
  }
  return [...types.values()].toSorted((a, b) => compare(a.name, b.name));
}

/** Node types by zone and market, with the sheet's prices; available where some node of them takes pods. */
export function offersOf(
  nodes: readonly CatalogNode[],
  filter: OfferFilter,
  prices: PriceSheet | undefined,
  nowMs: number,
): readonly CatalogOffer[] {
  const offers = new Map<string, CatalogOffer>();
  for (const node of nodes.filter((candidate) => fits(candidate, filter))) {
    const { machineType, zone, market, usable } = node;
    const offerId = `${machineType}/${zone ?? '-'}/${market}`.slice(0, 200);
    const pricePerHourUsd = nodePricePerHour(prices, node);
    const availability = usable || offers.get(offerId)?.availability === 'available' ? 'available' : 'unavailable';
    offers.set(offerId, {
      offerId,
      machineType,
      zone,
      market,
      pricePerHourUsd,
      unitsPerMachine: 1,
      region: 'cluster',
      availability,
      pricedAtMs: pricePerHourUsd === undefined ? undefined : nowMs,
    });
  }
  return [...offers.values()].toSorted((a, b) => compare(a.offerId, b.offerId));
}

function fits({ machineType, zone, market, shape }: CatalogNode, filter: OfferFilter): boolean {
  return (
    (filter.machineTypes === undefined || filter.machineTypes.includes(machineType)) &&
    (filter.zones === undefined || (zone !== undefined && filter.zones.includes(zone))) &&
    (filter.market === undefined || filter.market === market) &&
    shape.vcpus >= (filter.minVcpus ?? 0) &&
    shape.memoryMib >= (filter.minMemoryMib ?? 0) &&
    shape.gpus >= (filter.minGpus ?? 0)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
