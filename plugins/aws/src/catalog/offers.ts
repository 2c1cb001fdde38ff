import type { CatalogOffer, Market, OfferFilter, OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { MOST_NAMES, type ByName } from '../cache/by-name.js';
import type { Aged } from '../cache/cached.js';
import { offeringsOf } from './offerings.js';
import { onDemandPricesOf } from './on-demand-prices.js';
import { spotPricesOf } from './spot-prices.js';
import type { TypeFacts } from './type-facts.js';
import { allTypes, typesNamed } from './types.js';

/** Everything that a filter lets through, in the order of its ids: each type in each zone that sells it, on each market that it has. */
export async function listOffers(session: AwsSession, filter: OfferFilter, input: OperationInput): Promise<readonly CatalogOffer[]> {
  const types = (await typesOf(session, filter, input)).filter((type) => fits(type, filter));
  if (types.length === 0) return [];
  const names = types.map(({ name }) => name);
  const [zones, onDemand, spot] = await Promise.all([
    read(offeringsOf(session), names, input),
    filter.market === 'spot' ? none<number>() : read(onDemandPricesOf(session), names, input),
    filter.market === 'on-demand' ? none<ReadonlyMap<string, number>>() : read(spotPricesOf(session), names, input),
  ]);
  const priceOf = (name: string, zone: string, market: Market): Pick<CatalogOffer, 'pricePerHourUsd' | 'pricedAtMs'> =>
    market === 'on-demand' ? price(onDemand.get(name), (value) => value) : price(spot.get(name), (byZone) => byZone.get(zone));
  return types
    .flatMap(({ name, markets }) =>
      (zones.get(name)?.value ?? [])
        .filter((zone) => filter.zones?.includes(zone) ?? true)
        .flatMap((zone) =>
          markets
            .filter((market) => filter.market === undefined || market === filter.market)
            .map((market) => toOffer(session.region, { name, zone, market }, priceOf(name, zone, market))),
        ),
    )
    .toSorted((a, b) => (a.offerId < b.offerId ? -1 : 1));
}

async function typesOf(session: AwsSession, { machineTypes }: OfferFilter, input: OperationInput): Promise<readonly TypeFacts[]> {
  if (machineTypes === undefined) return [...(await allTypes(session, input)).value.values()];
  return [...(await typesNamed(session, machineTypes, input)).values()];
}

function fits({ shape }: TypeFacts, { minVcpus = 0, minMemoryMib = 0, minGpus = 0 }: OfferFilter): boolean {
  return shape.vcpus >= minVcpus && shape.memoryMib >= minMemoryMib && shape.gpus >= minGpus;
}

/** Reads single rows where few are wanted, so that a question about one type does not read a whole region. */
async function read<Row>(table: ByName<Row>, names: readonly string[], input: OperationInput): Promise<ReadonlyMap<string, Aged<Row>>> {
  if (names.length <= MOST_NAMES) return table.some(names, input);
  const { value, readAtMs } = await table.all(input);
  return new Map([...value].map(([name, row]) => [name, { value: row, readAtMs }]));
}

function none<Row>(): ReadonlyMap<string, Aged<Row>> {
  return new Map();
}

function price<Row>(
  row: Aged<Row> | undefined,
  pick: (value: Row) => number | undefined,
): Pick<CatalogOffer, 'pricePerHourUsd' | 'pricedAtMs'> {
  const pricePerHourUsd = row === undefined ? undefined : pick(row.value);
  return { pricePerHourUsd, pricedAtMs: pricePerHourUsd === undefined ? undefined : row?.readAtMs };
}

/** That a zone sells a type does not say that it has one left: AWS tells that to nobody before a launch, so availability is unknown. */
function toOffer(
  region: string,
  { name, zone, market }: { readonly name: string; readonly zone: string; readonly market: Market },
  priced: Pick<CatalogOffer, 'pricePerHourUsd' | 'pricedAtMs'>,
): CatalogOffer {
  const place = { offerId: `${name}/${zone}/${market}`, machineType: name, zone, market, region };
  return { ...place, unitsPerMachine: 1, availability: 'unknown', ...priced };
}
