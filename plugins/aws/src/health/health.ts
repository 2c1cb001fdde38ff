import { isProviderError, type Health, type OperationInput, type ProviderIdentity, type ServiceHealth } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { PROBES } from './probes.js';

const SEVERITY = { healthy: 0, degraded: 1, unhealthy: 2 } as const;

/**
 * Tests every service that the connection uses, all at once and each by itself. A service without which nothing can be launched or found is
 * `unhealthy` when it fails, any other one `degraded`; one that only throttles is `degraded`.
 */
export async function health(session: AwsSession, input: OperationInput): Promise<Health> {
  let identity: ProviderIdentity | undefined;
  const identify = async (): Promise<void> => {
    identity = await session.identity(input);
  };
  const used = PROBES.filter(({ isUsed }) => isUsed(session.settings));
  const services = await Promise.all([
    judge(session, 'sts', true, identify),
    ...used.map(({ service, mandatory, call }) => judge(session, service, mandatory, () => call(session, input))),
  ]);
  const status = services.reduce<Health['status']>((worst, { status: one }) => (SEVERITY[one] > SEVERITY[worst] ? one : worst), 'healthy');
  return { status, identity, services };
}

async function judge(session: AwsSession, service: string, mandatory: boolean, call: () => Promise<unknown>): Promise<ServiceHealth> {
  const startedAtMs = session.context.now();
  try {
    await call();
    return { service, status: 'healthy', message: undefined, latencyMs: session.context.now() - startedAtMs };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    const status = mandatory && error.errorClass !== 'Throttled' ? 'unhealthy' : 'degraded';
    return { service, status, message: error.message, latencyMs: undefined };
  }
}
