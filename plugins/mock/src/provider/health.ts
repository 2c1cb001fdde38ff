import { isProviderError, type Health, type ProviderIdentity, type ServiceHealth } from '@hostwright/core/provider';
import type { Session } from './session.js';

/** One call for each service that the provider needs. */
const PROBES: Readonly<Record<string, (session: Session, signal: AbortSignal) => Promise<unknown>>> = {
  machines: (session, signal) => session.read('ListResources', { limit: 1 }, signal),
  catalog: (session, signal) => session.read('DescribeZones', {}, signal),
  quotas: (session, signal) => session.read('DescribeQuotas', {}, signal),
  volumes: (session, signal) => session.read('DescribeVolumes', { limit: 1 }, signal),
  snapshots: (session, signal) => session.read('DescribeSnapshots', { limit: 1 }, signal),
};

const SEVERITY = { healthy: 0, degraded: 1, unhealthy: 2 } as const;

/** Asks who we are. */
export async function identify(session: Session, signal: AbortSignal): Promise<ProviderIdentity> {
  const { account, region, principal } = await session.read('GetCallerIdentity', {}, signal);
  return { account, region, principal };
}

/** Tests every service by itself. */
export async function health(session: Session, signal: AbortSignal): Promise<Health> {
  let identity: ProviderIdentity | undefined;
  const services = [
    await probe(session, 'identity', async () => {
      identity = await identify(session, signal);
    }),
  ];
  for (const [service, call] of Object.entries(PROBES)) services.push(await probe(session, service, () => call(session, signal)));
  const status = services.map((service) => service.status).toSorted((a, b) => SEVERITY[b] - SEVERITY[a])[0] ?? 'healthy';
  return { status, identity, services };
}

async function probe(session: Session, service: string, call: () => Promise<unknown>): Promise<ServiceHealth> {
  const startedAtMs = session.context.now();
  try {
    await call();
    return { service, status: 'healthy', message: undefined, latencyMs: session.context.now() - startedAtMs };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { service, status: error.errorClass === 'Throttled' ? 'degraded' : 'unhealthy', message: error.message, latencyMs: undefined };
  }
}
