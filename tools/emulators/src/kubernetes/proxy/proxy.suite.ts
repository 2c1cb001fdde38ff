import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askAs, demand, type Answer, type Ask } from '../cluster/ask.js';
import { until } from '../cluster/until.js';
import { watch, type Watch } from '../cluster/watch.js';
import type { Kubernetes } from '../kubernetes.js';
import { startKubernetes } from '../start-kubernetes.js';
import {
  alreadyExists,
  conflict,
  cutWatch,
  delay,
  exceedQuota,
  expire,
  forbidEviction,
  hang,
  loseCall,
  loseReply,
  throttle,
  timeOut,
  timeOutWebhook,
} from './faults.js';
import { startKubernetesProxy, type KubernetesProxy } from './proxy.js';

const MAPS = '/api/v1/namespaces/default/configmaps';
const map = (name: string): object => ({ metadata: { name } });
const pod = (name: string, labels: object = {}): object => ({
  metadata: { name, labels },
  spec: { containers: [{ name: 'one', image: 'nginx' }] },
});

let cluster: Kubernetes;
beforeAll(async () => {
  cluster = await startKubernetes();
});
afterAll(() => cluster.stop());

let proxy: KubernetesProxy;
let ask: Ask;
beforeEach(async () => {
  proxy = await startKubernetesProxy(cluster);
  ask = askAs({ url: proxy.url, caFile: cluster.caFile, token: cluster.adminToken });
});
afterEach(() => proxy.stop());

const exists = async (path: string): Promise<boolean> => (await cluster.ask({ path })).status === 200;
const create = (name: string) => ask({ method: 'POST', path: MAPS, body: map(name) });

/** Through the proxy. */
const watchMaps = (query = ''): Watch =>
  watch({ url: proxy.url, caFile: cluster.caFile, token: cluster.adminToken }, `${MAPS}?watch=1${query}`);

describe('a proxy before a Kubernetes', { tags: ['proof.emulators', 'real'] }, () => {
  it('passes calls on, and keeps them as they were sent', async () => {
    const sent = { metadata: { name: 'passed' }, unknown: 1 };
    expect((await ask({ method: 'POST', path: `${MAPS}?fieldManager=me`, body: sent })).status).toBe(201);
    expect(await exists(`${MAPS}/passed`)).toBe(true);
    expect(proxy.calls()).toMatchObject([
      { action: 'create configmaps', namespace: 'default', target: `${MAPS}?fieldManager=me`, body: JSON.stringify(sent), outcome: 201 },
    ]);
    expect(proxy.counts()).toEqual({ 'create configmaps': 1 });
  });

  it('passes a watch on event by event, and lets it end with its caller', async () => {
    const watching = watchMaps();
    await until('it is watched', async () => proxy.openWatches === 1 || undefined);
    await create('seen');
    await until('it is seen', async () => watching.lines.some((line) => line.includes('"seen"')) || undefined);
    watching.stop();
    await until('nobody watches', async () => proxy.openWatches === 0 || undefined);
    expect(await watching.ended).toBe('uncleanly');
  });
});

describe('a fault between client and cluster', { tags: ['proof.emulators', 'simulated'] }, () => {
  it('loses a call before its effect, or its answer', async () => {
    proxy.rule({ on: 'create configmaps', fault: loseCall() });
    proxy.rule({ on: 'create configmaps', fault: loseReply() });
    await expect(create('lost-call')).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(create('lost-reply')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect([await exists(`${MAPS}/lost-call`), await exists(`${MAPS}/lost-reply`)]).toEqual([false, true]);
    expect((await create('found')).status).toBe(201);
    expect(proxy.calls().map(({ outcome }) => outcome)).toEqual(['reset', 'reset', 201]);
  });

  it('lets a call hang until the proxy ends, before its effect or after', async () => {
    proxy.rule({ on: ({ body }) => body.includes('hangs-before'), fault: hang() });
    proxy.rule({ on: ({ body }) => body.includes('hangs-after'), fault: hang('after') });
    const hanging = ['hangs-before', 'hangs-after'].map((name) => create(name).catch((error: Error) => error));
    await until('both hang', async () => proxy.calls().filter(({ outcome }) => outcome === 'hang').length === 2 || undefined);
    expect([await exists(`${MAPS}/hangs-before`), await exists(`${MAPS}/hangs-after`)]).toEqual([false, true]);
    await proxy.stop();
    expect(await Promise.all(hanging)).toEqual([expect.any(Error), expect.any(Error)]);
  });

  it('holds a call up, and strikes the third of a kind only', async () => {
    proxy.rule({ on: 'list configmaps', fault: delay(1) });
    const rule = proxy.rule({ on: 'list configmaps', fault: timeOut(), skip: 2 });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await ask({ path: MAPS })).status);
    expect(statuses).toEqual([200, 200, 200, 504]);
    expect(rule.strikes).toBe(1);
  });

  it('cuts watches, cleanly and uncleanly, at once or after some events', async () => {
    proxy.rule({ on: 'watch configmaps', fault: cutWatch({ events: 1 }) });
    proxy.rule({ on: 'watch configmaps', fault: cutWatch({ cleanly: false }) });
    const one = watchMaps();
    expect([await one.ended, one.lines.length]).toEqual(['cleanly', 1]);
    const none = watchMaps();
    expect([await none.ended, none.lines.length]).toEqual(['uncleanly', 0]);
    for (const how of ['cleanly', 'uncleanly'] as const) {
      const going = watchMaps();
      await until('it is watched', async () => proxy.openWatches === 1 || undefined);
      expect(proxy.cutWatches(how)).toBe(1);
      expect(await going.ended).toBe(how);
    }
  });

  it('tells a watch that its version is gone, and a client of too many calls', async () => {
    proxy.rule({ on: 'watch configmaps', fault: expire() });
    const watching = watchMaps('&resourceVersion=1');
    await watching.ended;
    expect(JSON.parse(watching.lines[0] ?? '')).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    proxy.rule({ on: 'list configmaps', fault: throttle(5) });
    expect(await ask({ path: MAPS })).toMatchObject({ status: 429, headers: { 'retry-after': '5' } });
  });
});

describe('an answer that the proxy makes up is word for word the API server’s', { tags: ['proof.emulators', 'real'] }, () => {
  /** The same question with and without the fault. */
  async function both(question: Parameters<Ask>[0]): Promise<readonly Answer['body'][]> {
    const faked = await ask(question);
    const real = await ask(question);
    expect([faked.status, faked.headers['content-type']]).toEqual([real.status, real.headers['content-type']]);
    return [faked.body, real.body];
  }

  it('of a name that is taken', async () => {
    await create('taken');
    proxy.rule({ on: 'create configmaps', fault: alreadyExists() });
    const [faked, real] = await both({ method: 'POST', path: MAPS, body: map('taken') });
    expect(faked).toEqual(real);
  });

  it('of an object that was changed meanwhile', async () => {
    await demand(cluster.ask, { method: 'POST', path: '/apis/batch/v1/namespaces/default/jobs', body: job() });
    proxy.rule({ on: 'update jobs', fault: conflict() });
    const old = { ...job(), metadata: { name: 'changed', resourceVersion: '1' } };
    const [faked, real] = await both({ method: 'PUT', path: '/apis/batch/v1/namespaces/default/jobs/changed', body: old });
    expect(faked).toEqual(real);
  });

  it('of a quota that is used up', async () => {
    await demand(cluster.ask, { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'small' } } });
    const quota = { metadata: { name: 'quota' }, spec: { hard: { pods: '0' } } };
    await demand(cluster.ask, { method: 'POST', path: '/api/v1/namespaces/small/resourcequotas', body: quota });
    const question = { method: 'POST', path: '/api/v1/namespaces/small/pods?dryRun=All', body: pod('third') } as const;
    await until('the quota counts', async () => JSON.stringify((await ask(question)).body).includes('exceeded quota') || undefined);
    proxy.rule({ on: 'create pods', fault: exceedQuota('requested: pods=1, used: pods=0, limited: pods=0') });
    const [faked, real] = await both(question);
    expect(faked).toEqual(real);
  });

  it('of an eviction that a budget forbids', async () => {
    const pods = '/api/v1/namespaces/default/pods';
    await demand(cluster.ask, { method: 'POST', path: pods, body: pod('guarded', { app: 'guarded' }) });
    const guard = { metadata: { name: 'budget' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } } };
    const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
    await demand(cluster.ask, { method: 'POST', path: budgets, body: guard });
    await until('the budget counts its pod', async () => {
      const { status } = await demand<{ status: { currentHealthy?: number } }>(cluster.ask, { path: `${budgets}/budget` });
      return status.currentHealthy === 1 || undefined;
    });
    proxy.rule({ on: 'create pods/eviction', fault: forbidEviction() });
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'guarded' } };
    const [faked, real] = await both({ method: 'POST', path: `${pods}/guarded/eviction`, body: eviction });
    expect(faked).toEqual(real);
  });

  it('of a webhook that does not answer', async () => {
    const silent = await silentServer();
    const hooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
    await demand(cluster.ask, { method: 'POST', path: hooks, body: webhookAt((silent.address() as AddressInfo).port) });
    const question = { method: 'POST', path: '/api/v1/namespaces/default/secrets?dryRun=All', body: map('hooked') } as const;
    await until('the webhook is asked', async () => (await ask(question)).status === 500 || undefined);
    proxy.rule({ on: 'create secrets', fault: timeOutWebhook('hook.example.com') });
    const [faked, real] = await both(question);
    const elsewhere = (body: unknown): string => JSON.stringify(body).replaceAll(/https:\/\/[^"\\]*/g, 'https://webhook');
    expect(elsewhere(faked)).toBe(elsewhere(real));
    await demand(cluster.ask, { method: 'DELETE', path: `${hooks}/hook` });
    silent.close();
  });
});

/** Takes connections and never says a word. */
async function silentServer(): Promise<Server> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function job(): object {
  return {
    metadata: { name: 'changed' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'one', image: 'nginx' }] } } },
  };
}

function webhookAt(port: number): object {
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], resources: ['secrets'], operations: ['CREATE'] }];
  const hook = {
    name: 'hook.example.com',
    rules,
    clientConfig: { url: `https://127.0.0.1:${port}/validate` },
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    timeoutSeconds: 1,
  };
  return { metadata: { name: 'hook' }, webhooks: [hook] };
}
