import { isProviderError, type Health, type OperationInput, type ProviderIdentity, type ServiceHealth } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import { missingPermissions } from './missing-permissions.js';

const SEVERITY = { healthy: 0, degraded: 1, unhealthy: 2 } as const;

/** How bad it is when a service fails; undefined message: it is well. */
interface Probe {
  readonly service: string;
  readonly failed: 'degraded' | 'unhealthy';
  readonly run: () => Promise<string | undefined>;
}

/**
 * Tests everything that the connection needs, each by itself: the API server's own word on its health, who we are, what we may do in the
 * namespaces, and the nodes, without which only the catalogue and notices of reclaim are missing.
 */
export async function health(session: KubernetesSession, input: OperationInput): Promise<Health> {
  let identity: ProviderIdentity | undefined;
  const probes: readonly Probe[] = [
    { service: 'api-server', failed: 'unhealthy', run: () => readiness(session, input) },
    {
      service: 'identity',
      failed: 'unhealthy',
      run: async () => {
        identity = await session.identity(input);
        return undefined;
      },
    },
    { service: 'permissions', failed: 'unhealthy', run: () => missingPermissions(session, input) },
    {
      service: 'nodes',
      failed: 'degraded',
      run: async () => {
        await session.read('list nodes', { method: 'GET', path: '/api/v1/nodes', query: { limit: '1' } }, input);
        return undefined;
      },
    },
  ];
  const services = await Promise.all(probes.map((probe) => judge(session, probe)));
  const status = services.reduce<Health['status']>((worst, { status: one }) => (SEVERITY[one] > SEVERITY[worst] ? one : worst), 'healthy');
  return { status, identity, services };
}

async function judge({ context }: KubernetesSession, { service, failed, run }: Probe): Promise<ServiceHealth> {
  const startedAtMs = context.now();
  try {
    const message = await run();
    if (message !== undefined) return { service, status: failed, message, latencyMs: undefined };
    return { service, status: 'healthy', message: undefined, latencyMs: context.now() - startedAtMs };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { service, status: error.errorClass === 'Throttled' ? 'degraded' : failed, message: error.message, latencyMs: undefined };
  }
}

/** Source: https://kubernetes.io/docs/reference/using-api/health-checks/ */
async function readiness(session: KubernetesSession, input: OperationInput): Promise<string | undefined> {
  const { output } = await session.read<unknown>('get readyz', { method: 'GET', path: '/readyz' }, input);
  return typeof output === 'string' && output.trim() === 'ok'
    ? undefined
    : 'it answers /readyz with something else than ok: check the server’s address';
}
