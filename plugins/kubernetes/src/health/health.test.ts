import { describe, expect, it } from 'vitest';
import { apiServers, refusal, type WireAnswer, type WireRequest } from '../session/testing/api-server.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { health } from './health.js';

const start = apiServers();

/** A cluster that is well, but for what `odd` answers. */
const cluster =
  (odd: (request: WireRequest) => WireAnswer | undefined = () => undefined) =>
  (request: WireRequest): WireAnswer => {
    const other = odd(request);
    if (other !== undefined) return other;
    if (request.path === '/readyz') return { headers: { 'content-type': 'text/plain' }, body: 'ok' };
    if (request.path.endsWith('/kube-system')) return { body: { metadata: { uid: 'uid-1' } } };
    return { body: { items: [], status: { allowed: true, userInfo: { username: 'u' } } } };
  };

async function of(odd?: (request: WireRequest) => WireAnswer | undefined, settings: object = {}) {
  const server = await start(cluster(odd));
  const { session } = testSession({ server: server.url, namespace: 'grid', ...settings });
  const told = await health(session, readInput());
  return { told, server, states: Object.fromEntries(told.services.map(({ service, status }) => [service, status])) };
}

describe('health', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('is told for each thing that the connection needs', async () => {
    const { told, states, server } = await of();
    expect(told).toMatchObject({ status: 'healthy', identity: { account: 'uid-1', principal: 'u' } });
    expect(states).toEqual({ 'api-server': 'healthy', identity: 'healthy', permissions: 'healthy', nodes: 'healthy' });
    const asked = server.requests
      .filter(({ path }) => path.endsWith('selfsubjectaccessreviews'))
      .map(({ body }) => JSON.parse(body) as unknown);
    expect(asked).toHaveLength(6);
    expect(asked[0]).toMatchObject({ spec: { resourceAttributes: { namespace: 'grid', verb: 'get', group: '', resource: 'pods' } } });
  });

  it('asks for what the handler of the settings takes, in every namespace', async () => {
    const { server } = await of(undefined, { handler: 'deployment', namespaces: ['dev'] });
    const asked = server.requests.filter(({ path }) => path.endsWith('selfsubjectaccessreviews'));
    expect(asked).toHaveLength(2 * 12);
  });

  it('names what is not allowed, and what to do', async () => {
    const { told, states } = await of(({ body }) =>
      body.includes('"verb":"create"') ? { body: { status: { allowed: false } } } : undefined,
    );
    expect([told.status, states['permissions']]).toEqual(['unhealthy', 'unhealthy']);
    expect(told.services.find(({ service }) => service === 'permissions')?.message).toBe(
      'not allowed: create pods in grid: apply plugins/kubernetes/rbac.yaml',
    );
  });

  it('is degraded where only nodes may not be listed', async () => {
    const { told, states } = await of(({ path }) => (path.startsWith('/api/v1/nodes') ? refusal(403, 'Forbidden', 'no') : undefined));
    expect([told.status, states['nodes']]).toEqual(['degraded', 'degraded']);
  });

  it('is degraded by throttling alone, and bad where the server is not ready or not itself', async () => {
    expect((await of(({ path }) => (path === '/readyz' ? refusal(429, 'TooManyRequests', 'slow') : undefined))).told.status).toBe(
      'degraded',
    );
    expect((await of(({ path }) => (path === '/readyz' ? { status: 500, body: 'not ok' } : undefined))).told.status).toBe('unhealthy');
    expect((await of(({ path }) => (path === '/readyz' ? { body: 'hello' } : undefined))).told.status).toBe('unhealthy');
  });

  it('tells a wrong token once for each thing, as a result and not as an error', async () => {
    const { told } = await of(() => refusal(401, 'Unauthorized', 'Unauthorized'));
    expect(told).toMatchObject({ status: 'unhealthy', identity: undefined });
    expect(told.services.every(({ message }) => message?.includes('renew it') === true)).toBe(true);
  });
});
