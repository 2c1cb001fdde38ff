import { isProviderError, type Health, type ProviderIdentity, type ServiceHealth } from '@hostwright/core/provider';
import type { Session } from './session.js';

const SEVERITY = ['healthy', 'degraded', 'unhealthy'] as const;

/** Asks who we are. */
export async function identify(session: Session, signal: AbortSignal): Promise<ProviderIdentity> {
  const { account, region, user } = await session.read('WhoAmI', signal, (client, keys) => client.whoAmI(keys));
  return { account, region, principal: user };
}

/** Tests each service that the provider needs, by one cheap read. A failing service is a result, not an error. */
export async function health(session: Session, signal: AbortSignal): Promise<Health> {
  let identity: ProviderIdentity | undefined;
  const services = [
    await probe(session, 'identity', async () => {
      identity = await identify(session, signal);
    }),
    await probe(session, 'machines', () =>
      session.read('ListMachines', signal, (client, keys) => client.machines(keys, { tagKey: 'health', limit: 1 })),
    ),
    await probe(session, 'catalog', () => session.read('ListZones', signal, (client, keys) => client.zones(keys))),
  ];
  const worst = Math.max(...services.map(({ status }) => SEVERITY.indexOf(status)));
  return { status: SEVERITY[worst] ?? 'unhealthy', identity, services };
}

async function probe(session: Session, service: string, ask: () => Promise<unknown>): Promise<ServiceHealth> {
  const startedAtMs = session.now();
  try {
    await ask();
    return { service, status: 'healthy', message: undefined, latencyMs: session.now() - startedAtMs };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { service, status: error.errorClass === 'Throttled' ? 'degraded' : 'unhealthy', message: error.message, latencyMs: undefined };
  }
}
