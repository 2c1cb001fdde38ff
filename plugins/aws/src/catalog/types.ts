import { DescribeInstanceTypesCommand, type Filter } from '@aws-sdk/client-ec2';
import type { OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { allPages } from './all-pages.js';
import type { Aged } from '../cache/cached.js';
import { createByName } from '../cache/by-name.js';
import { perSession } from '../cache/per-session.js';
import { isTypeName, toTypeFacts, type TypeFacts } from './type-facts.js';

/** The types of a region change with the seasons. */
const MAX_AGE_MS = 6 * 3_600_000;

/** One page of DescribeInstanceTypes. Source: API reference, MaxResults 5 to 100. */
const PAGE = 100;

const tableOf = perSession((session) =>
  createByName<TypeFacts>({
    now: () => session.context.now(),
    maxAgeMs: MAX_AGE_MS,
    // By filter, not by the parameter InstanceTypes: one unknown name there fails the whole call.
    loadSome: (names, signal) => read(session, [{ Name: 'instance-type', Values: [...names] }], signal),
    loadAll: (signal) => read(session, [], signal),
  }),
);

/** Facts of the named machine types, at most six hours old; a type that the region does not have is absent. */
export async function typesNamed(
  session: AwsSession,
  names: readonly string[],
  input: OperationInput,
): Promise<ReadonlyMap<string, TypeFacts>> {
  const rows = await tableOf(session).some(names.filter(isTypeName), input);
  return new Map([...rows].map(([name, { value }]) => [name, value]));
}

/** Every machine type of the region by name, at most six hours old. */
export function allTypes(session: AwsSession, input: OperationInput): Promise<Aged<ReadonlyMap<string, TypeFacts>>> {
  return tableOf(session).all(input);
}

async function read(session: AwsSession, filters: readonly Filter[], signal: AbortSignal): Promise<ReadonlyMap<string, TypeFacts>> {
  const rows = await allPages(async (token) => {
    const command = new DescribeInstanceTypesCommand({ MaxResults: PAGE, Filters: [...filters], NextToken: token });
    const { output } = await session.read('ec2', command, { signal });
    return { items: output.InstanceTypes ?? [], nextToken: output.NextToken };
  });
  const facts = rows.flatMap((row) => toTypeFacts(row) ?? []);
  return new Map(facts.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((type) => [type.name, type]));
}
