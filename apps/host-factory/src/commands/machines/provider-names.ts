import type { Services } from '../../cli/services.js';

/** Which provider stands behind a connection: as configured, else as last seen. Empty for one that nobody knows any more. */
export async function providerNames(services: Services): Promise<(connection: string) => string> {
  const [configuration, queries] = await Promise.all([services.configuration(), services.queries()]);
  const seen = (await queries.connections()).map(({ state }) => [state.connection, state.provider] as const);
  const configured = configuration.connections.map(({ name, provider }) => [name, provider] as const);
  const names = new Map([...seen, ...configured]);
  return (connection) => names.get(connection) ?? '';
}
