import {
  ProviderError,
  type Catalog,
  type CatalogOffer,
  type CostEstimate,
  type MachineShape,
  type MachineType,
  type OfferFilter,
  type OperationInput,
  type Page,
  type PageInput,
  type Quota,
} from '@hostwright/core/provider';
import type { CloudOffer, CloudTypeInfo } from '../cloud/api.js';
import { readAllPages } from './all-pages.js';
import { offersOf } from './machines/offers.js';
import type { Session } from './session.js';
import { machineTypesOf, type MockOptions } from './template.js';

/** What the mock cloud sells. */
export function createCatalog(session: Session): Catalog<MockOptions> {
  return {
    zones: async ({ signal }) => (await session.read('DescribeZones', {}, signal)).zones,
    machineTypes: (input) => machineTypes(session, input),
    offers: (input) => offers(session, input),
    shape: (input) => shape(session, input.options, input.signal),
    quotas: async ({ signal }): Promise<readonly Quota[]> => (await session.read('DescribeQuotas', {}, signal)).quotas,
    estimate: (input) => estimate(session, input),
  };
}

async function machineTypes(session: Session, { cursor, limit, signal }: PageInput): Promise<Page<MachineType>> {
  const page = await session.read('DescribeInstanceTypes', { cursor, limit }, signal);
  return { items: page.items.map(toMachineType), nextCursor: page.nextCursor };
}

function toMachineType(type: CloudTypeInfo): MachineType {
  return { name: type.name, shape: shapeOf(type), gpuModel: type.gpuModel };
}

function shapeOf({ vcpus, cores, memoryMib, gpus, architecture }: CloudTypeInfo): MachineShape {
  return { vcpus, cores, memoryMib, gpus, architecture };
}

async function offers(session: Session, input: PageInput & { readonly filter: OfferFilter }): Promise<Page<CatalogOffer>> {
  const { cursor, limit, filter, signal } = input;
  const types = await typesThatFit(session, filter, signal);
  if (types.length === 0) return { items: [], nextCursor: undefined };
  const places = filter.zones === undefined ? {} : { zones: filter.zones };
  const page = await session.read('DescribeOffers', { machineTypes: types, ...places, cursor, limit }, signal);
  const { region } = session.settings;
  return {
    items: page.items
      .filter((offer) => filter.market === undefined || offer.market === filter.market)
      .map((offer) => toOffer(offer, region, page.atMs)),
    nextCursor: page.nextCursor,
  };
}

/** Names of the machine types that a filter lets through; one that does not exist lets nothing through. */
async function typesThatFit(session: Session, filter: OfferFilter, signal: AbortSignal): Promise<readonly string[]> {
  const all = await allTypes(session, signal);
  return all
    .filter((type) => filter.machineTypes?.includes(type.name) ?? true)
    .filter(
      (type) => type.vcpus >= (filter.minVcpus ?? 0) && type.memoryMib >= (filter.minMemoryMib ?? 0) && type.gpus >= (filter.minGpus ?? 0),
    )
    .map((type) => type.name);
}

function allTypes(session: Session, signal: AbortSignal): Promise<readonly CloudTypeInfo[]> {
  return readAllPages((cursor) => session.read('DescribeInstanceTypes', { cursor }, signal));
}

function toOffer(offer: CloudOffer, region: string, pricedAtMs: number): CatalogOffer {
  const { machineType, zone, market, pricePerHourUsd, available } = offer;
  return {
    offerId: [machineType, zone ?? 'any', market].join('/'),
    machineType,
    zone,
    market,
    pricePerHourUsd,
    unitsPerMachine: 1,
    region,
    availability: available ? 'available' : 'unavailable',
    pricedAtMs,
  };
}

async function shape(session: Session, options: MockOptions, signal: AbortSignal): Promise<MachineShape> {
  const types = await allTypes(session, signal);
  const wanted = machineTypesOf(options).map((name) => {
    const type = types.find((known) => known.name === name);
    if (type !== undefined) return type;
    throw new ProviderError('InvalidTemplate', `the machine type ${name} does not exist`, {
      code: 'InvalidInstanceType',
      subject: 'machineType',
    });
  });
  const [smallest] = wanted.toSorted((a, b) => a.vcpus - b.vcpus || a.memoryMib - b.memoryMib);
  if (smallest === undefined) throw new ProviderError('InvalidTemplate', 'the template names no machine type', { subject: 'machineType' });
  return shapeOf(smallest);
}

async function estimate(
  session: Session,
  input: OperationInput & { readonly options: MockOptions; readonly count: number; readonly durationHours: number },
): Promise<CostEstimate> {
  const { options, count, durationHours, signal } = input;
  const [cheapest] = await offersOf(session, options, signal);
  if (cheapest?.pricePerHourUsd === undefined) throw new ProviderError('Unsupported', 'no price is known');
  const perHourUsd = cheapest.pricePerHourUsd * count;
  const assumptions = [
    `every machine is ${cheapest.machineType} on the ${cheapest.market} market${cheapest.zone === undefined ? '' : ` in ${cheapest.zone}`}`,
    ...(cheapest.market === 'spot' ? ['the spot price stays as it is'] : []),
    ...(options.volumeSizeGib > 0 ? ['volumes cost nothing'] : []),
  ];
  return { totalUsd: perHourUsd * durationHours, perHourUsd, durationHours, assumptions };
}
