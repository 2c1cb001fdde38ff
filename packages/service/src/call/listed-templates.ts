import { type Queries, type ShapedTemplate, statesShape, type Store } from '@hostwright/core';
import { readBrokenConnections } from './broken-connections.js';

/**
 * The templates as they may be listed. One whose size nobody can learn, because its connection's plugin cannot be used, is left out with
 * the reason, so that the others are served; it was never listed before, because its size would then be known. Whatever was listed once
 * stays in the list.
 */
export async function listedTemplates(
  queries: Pick<Queries, 'templates' | 'connections'>,
  store: Store,
): Promise<readonly ShapedTemplate[]> {
  const shaped = await queries.templates();
  if (!shaped.some(isWaiting)) return shaped;
  const reasons = new Map([...(await refusedConnections(queries)), ...(await brokenConnections(store))]);
  return shaped.map((entry) => {
    const problem = isWaiting(entry) ? reasons.get(entry.template.connection) : undefined;
    return problem === undefined ? entry : { ...entry, problem };
  });
}

function isWaiting({ shape, problem, template }: ShapedTemplate): boolean {
  return shape === undefined && problem === undefined && !statesShape(template);
}

type Reason = readonly [connection: string, message: string];

async function brokenConnections(store: Store): Promise<readonly Reason[]> {
  return (await readBrokenConnections(store)).map(({ name, message }) => [name, message]);
}

/** What no waiting lifts: the settings or the plugin itself must change. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['InvalidSettings', 'ContractViolation']);

/** Connections whose plugin was loaded and then would not work with its settings, or breaks the contract. */
async function refusedConnections(queries: Pick<Queries, 'connections'>): Promise<readonly Reason[]> {
  const views = await queries.connections();
  const refused = views.filter(({ state }) => state.breaker.openUntilMs !== undefined && REFUSALS.has(state.breaker.lastErrorClass));
  return refused.map(({ state }) => [state.connection, state.breaker.lastMessage ?? 'its settings cannot be used']);
}
