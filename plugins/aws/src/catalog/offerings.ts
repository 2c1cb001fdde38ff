import { DescribeInstanceTypeOfferingsCommand, type Filter } from '@aws-sdk/client-ec2';
import type { AwsSession } from '../session/session.js';
import { allPages } from './all-pages.js';
import { createByName, type ByName } from '../cache/by-name.js';
import { perSession } from '../cache/per-session.js';
import { isTypeName } from './type-facts.js';

const MAX_AGE_MS = 3_600_000;

/** One page of DescribeInstanceTypeOfferings. Source: API reference, MaxResults 5 to 1,000. */
const PAGE = 1_000;

/** The zones in which each machine type is sold. Source: API reference, DescribeInstanceTypeOfferings. */
export const offeringsOf: (session: AwsSession) => ByName<readonly string[]> = perSession((session) =>
  createByName<readonly string[]>({
    now: () => session.context.now(),
    maxAgeMs: MAX_AGE_MS,
    loadSome: (names, signal) => read(session, [{ Name: 'instance-type', Values: [...names] }], signal),
    loadAll: (signal) => read(session, [], signal),
  }),
);

async function read(session: AwsSession, filters: readonly Filter[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await allPages(async (token) => {
    const command = new DescribeInstanceTypeOfferingsCommand({
      LocationType: 'availability-zone',
      MaxResults: PAGE,
      Filters: [...filters],
      NextToken: token,
    });
    const { output } = await session.read('ec2', command, { signal });
    return { items: output.InstanceTypeOfferings ?? [], nextToken: output.NextToken };
  });
  const zones = new Map<string, string[]>();
  for (const { InstanceType: name, Location: zone } of rows) {
    if (name === undefined || zone === undefined || !isTypeName(name)) continue;
    const known = zones.get(name);
    if (known === undefined) zones.set(name, [zone]);
    else known.push(zone);
  }
  return new Map([...zones].map(([name, known]) => [name, [...new Set(known)].toSorted()]));
}
