import { GetProductsCommand, type Filter } from '@aws-sdk/client-pricing';
import type { AwsSession } from '../session/session.js';
import { allPages } from './all-pages.js';
import { createByName, type ByName } from '../cache/by-name.js';
import { perSession } from '../cache/per-session.js';
import { priceOrUnknown } from './price-or-unknown.js';
import { toPricedType, type Tenancy } from './priced-type.js';

/** On-demand prices change a few times a year. */
const MAX_AGE_MS = 12 * 3_600_000;

/** One page of GetProducts. Source: API reference, MaxResults up to 100. */
const PAGE = 100;

/** GetProducts takes one machine type or none; more than these, and the region's whole list, about ten pages, costs less. */
const ONE_BY_ONE = 5;

/** On-demand prices in US dollars an hour, of Linux without licences on shared hardware, for each machine type. */
export const onDemandPricesOf: (session: AwsSession) => ByName<number> = perSession((session) => pricesOf(session, 'Shared'));

/** The same on hardware of one customer (`tenancy: dedicated`), without the fee for each region. */
export const dedicatedPricesOf: (session: AwsSession) => ByName<number> = perSession((session) => pricesOf(session, 'Dedicated'));

function pricesOf(session: AwsSession, tenancy: Tenancy): ByName<number> {
  const all = (signal: AbortSignal): Promise<ReadonlyMap<string, number>> => read(session, tenancy, undefined, signal);
  return priceOrUnknown(
    session,
    'GetProducts',
    createByName<number>({
      now: () => session.context.now(),
      maxAgeMs: MAX_AGE_MS,
      loadSome: (names, signal) => (names.length > ONE_BY_ONE ? all(signal) : readEach(session, tenancy, names, signal)),
      loadAll: all,
    }),
  );
}

async function readEach(
  session: AwsSession,
  tenancy: Tenancy,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const each = await Promise.all(names.map((name) => read(session, tenancy, name, signal)));
  return new Map(each.flatMap((prices) => [...prices]));
}

async function read(
  session: AwsSession,
  tenancy: Tenancy,
  name: string | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const wanted = { region: session.region, tenancy, ...(name === undefined ? {} : { name }) };
  const products = await allPages(async (token) => {
    const command = new GetProductsCommand({
      ServiceCode: 'AmazonEC2',
      FormatVersion: 'aws_v1',
      Filters: filters(wanted),
      MaxResults: PAGE,
      NextToken: token,
    });
    const { output } = await session.read('pricing', command, { signal });
    return { items: output.PriceList ?? [], nextToken: output.NextToken };
  });
  const prices = new Map<string, number>();
  for (const product of products) {
    const priced = toPricedType(product, wanted);
    // Where AWS lists a type twice, the dearer one: an estimate that is too low is the worse mistake.
    if (priced !== undefined) prices.set(priced.name, Math.max(priced.pricePerHourUsd, prices.get(priced.name) ?? 0));
  }
  return prices;
}

/** Source: Price List API, attributes of the product family Compute Instance of AmazonEC2. */
function filters(wanted: { readonly region: string; readonly tenancy: Tenancy; readonly name?: string }): Filter[] {
  const values: Readonly<Record<string, string>> = {
    ...(wanted.name === undefined ? {} : { instanceType: wanted.name }),
    regionCode: wanted.region,
    operatingSystem: 'Linux',
    tenancy: wanted.tenancy,
    preInstalledSw: 'NA',
    capacitystatus: 'Used',
  };
  return Object.entries(values).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value }));
}
