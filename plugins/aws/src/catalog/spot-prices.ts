import { DescribeSpotPriceHistoryCommand, type SpotPrice, type _InstanceType } from '@aws-sdk/client-ec2';
import type { AwsSession } from '../session/session.js';
import { allPages } from './all-pages.js';
import { createByName, type ByName } from '../cache/by-name.js';
import { perSession } from '../cache/per-session.js';
import { toPriceUsd } from './price.js';
import { priceOrUnknown } from './price-or-unknown.js';
import { isTypeName } from './type-facts.js';

/** AWS adjusts spot prices gradually, by the hour at most. Source: EC2 user guide, Spot Instance pricing history. */
const MAX_AGE_MS = 600_000;

/** AWS keeps spot prices for 90 days: one of an earlier day is none of today. Source: EC2 user guide, Spot Instance pricing history. */
const OLDEST_MS = 90 * 86_400_000;

/** One page of DescribeSpotPriceHistory. Source: API reference, MaxResults up to 1,000. */
const PAGE = 1_000;

/** Present spot prices in US dollars an hour, of Linux, by zone, for each machine type. */
export const spotPricesOf: (session: AwsSession) => ByName<ReadonlyMap<string, number>> = perSession((session) =>
  priceOrUnknown(
    session,
    'DescribeSpotPriceHistory',
    createByName<ReadonlyMap<string, number>>({
      now: () => session.context.now(),
      maxAgeMs: MAX_AGE_MS,
      loadSome: (names, signal) => read(session, names, signal),
      loadAll: (signal) => read(session, undefined, signal),
    }),
  ),
);

async function read(
  session: AwsSession,
  names: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const nowMs = session.context.now();
  const rows = await allPages(async (token) => {
    const command = new DescribeSpotPriceHistoryCommand({
      // The newest type may be newer than the SDK's list of them.
      ...(names === undefined ? {} : { InstanceTypes: names as _InstanceType[] }),
      ProductDescriptions: ['Linux/UNIX'],
      // With the present moment as start, AWS answers the last change before it: the price of now, once for each type and zone.
      StartTime: new Date(nowMs),
      MaxResults: PAGE,
      NextToken: token,
    });
    const { output } = await session.read('ec2', command, { signal });
    return { items: output.SpotPriceHistory ?? [], nextToken: output.NextToken };
  });
  return newestByTypeAndZone(rows, nowMs);
}

function newestByTypeAndZone(rows: readonly SpotPrice[], nowMs: number): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const prices = new Map<string, Map<string, number>>();
  const newestMs = new Map<string, number>();
  for (const { InstanceType: name, AvailabilityZone: zone, SpotPrice: text, Timestamp: at } of rows) {
    const price = toPriceUsd(text);
    if (name === undefined || zone === undefined || at === undefined || price === undefined || !isTypeName(name)) continue;
    const atMs = at.getTime();
    const key = `${name}/${zone}`;
    // A time that cannot be read compares as false, and is not believed either.
    if (!(atMs > nowMs - OLDEST_MS) || atMs <= (newestMs.get(key) ?? 0)) continue;
    newestMs.set(key, atMs);
    const byZone = prices.get(name) ?? new Map<string, number>();
    prices.set(name, byZone.set(zone, price));
  }
  return prices;
}
