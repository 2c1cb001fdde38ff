import { spawn } from 'node:child_process';
import { access, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAs, demand, type Answer, type Ask } from './cluster/ask.js';
import { until } from './cluster/until.js';
import { watch } from './cluster/watch.js';
import type { Kubernetes } from './kubernetes.js';
import { startKubernetes } from './start-kubernetes.js';

const PODS = '/api/v1/namespaces/default/pods';

interface Pod {
  readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly { readonly type: string; readonly reason?: string; readonly message?: string }[];
    readonly containerStatuses?: readonly { readonly state: { readonly waiting?: { readonly reason: string } } }[];
  };
}

function pod(
  name: string,
  { image = 'nginx', limits = {}, nodeName }: { image?: string; limits?: object; nodeName?: string } = {},
): object {
  const containers = [{ name: 'one', image, resources: { limits } }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...(nodeName !== undefined && { nodeName }) } };
}

interface Job {
  readonly status: { readonly failed?: number; readonly conditions?: readonly { readonly type: string }[] };
}

/** Its pods are replaced only once they have failed, and none is. */
function job(name: string, command: string): object {
  const containers = [{ name: 'one', image: 'nginx', command: [command] }];
  return {
    metadata: { name },
    spec: { backoffLimit: 0, podReplacementPolicy: 'Failed', template: { spec: { restartPolicy: 'Never', containers } } },
  };
}

let cluster: Kubernetes;
beforeAll(async () => {
  cluster = await startKubernetes({ nodes: 2, users: ['alice'] });
});
afterAll(() => cluster.stop());

const as = (token: string): Ask => askAs({ url: cluster.url, caFile: cluster.caFile, token });
const launch = (...[name, input]: Parameters<typeof pod>): Promise<Pod> =>
  demand<Pod>(cluster.ask, { method: 'POST', path: PODS, body: pod(name, input) });
const becomes = (name: string, what: string, isSo: (seen: Pod) => boolean): Promise<Pod> =>
  until(`the pod ${name} ${what}`, async () => {
    const seen = await demand<Pod>(cluster.ask, { path: `${PODS}/${name}` });
    return isSo(seen) ? seen : undefined;
  });
const runs = (name: string): Promise<Pod> => becomes(name, 'runs', ({ status }) => status.phase === 'Running');
const reasonOf = ({ status, body }: Answer): unknown => [status, (body as { readonly reason?: string }).reason];

describe('a Kubernetes of its own (real control plane; kwok plays the kubelets)', { tags: ['proof.emulators', 'real'] }, () => {
  it('has nodes that are ready, and runs pods', async () => {
    const { items } = await demand<{ readonly items: readonly { readonly metadata: { readonly name: string } }[] }>(cluster.ask, {
      path: '/api/v1/nodes',
    });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['node-0', 'node-1']);
    await launch('plain');
    expect((await runs('plain')).spec.nodeName).toMatch(/^node-[01]$/);
  });

  it('knows users without rights, who may do what they are granted', async () => {
    const product = as(cluster.users['product']!.token);
    expect(reasonOf(await product({ path: PODS }))).toEqual([403, 'Forbidden']);
    expect(reasonOf(await as('nobody')({ path: PODS }))).toEqual([401, 'Unauthorized']);
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'product' }];
    const binding = { metadata: { name: 'product' }, roleRef, subjects };
    await demand(cluster.ask, { method: 'POST', path: `${rbac}/rolebindings`, body: binding });
    await until('the product may read', async () => (await product({ path: PODS })).status === 200 || undefined);
    expect(reasonOf(await product({ method: 'POST', path: PODS, body: pod('forbidden') }))).toEqual([403, 'Forbidden']);
    expect(reasonOf(await as(cluster.users['alice']!.token)({ path: PODS }))).toEqual([403, 'Forbidden']);
  });

  it('keeps every request but those of its own doing', async () => {
    const before = (await cluster.auditLog()).length;
    const admin = as(cluster.adminToken);
    await demand(admin, { method: 'POST', path: `${PODS}?fieldManager=me`, body: pod('audited') });
    await demand(admin, { method: 'DELETE', path: `${PODS}/audited` });
    await launch('not-audited');
    expect((await cluster.auditLog()).slice(before)).toMatchObject([
      {
        verb: 'create',
        requestURI: `${PODS}?fieldManager=me`,
        user: { username: 'admin' },
        objectRef: { resource: 'pods', namespace: 'default' },
        responseStatus: { code: 201 },
        requestObject: { kind: 'Pod', spec: { containers: [{ image: 'nginx' }] } },
      },
      { verb: 'delete', objectRef: { name: 'audited' }, responseStatus: { code: 200 } },
    ]);
  });

  it('writes kubeconfigs: for whom it knows, for any token, and for a namespace', async () => {
    const own = JSON.parse(await readFile(cluster.adminKubeconfig, 'utf8')) as object;
    const server = { server: cluster.url, 'certificate-authority': cluster.caFile };
    expect(own).toMatchObject({ clusters: [{ cluster: server }], users: [{ user: { token: cluster.adminToken } }] });
    const other = await cluster.kubeconfigFor({ user: 'bob', token: 'old', namespace: 'grid', url: 'https://127.0.0.1:1' });
    expect(JSON.parse(await readFile(other, 'utf8'))).toMatchObject({
      'current-context': 'bob',
      clusters: [{ cluster: { server: 'https://127.0.0.1:1' } }],
      contexts: [{ context: { namespace: 'grid' } }],
      users: [{ user: { token: 'old' } }],
    });
    await expect(async () => cluster.kubeconfigFor({ user: 'bob' })).rejects.toThrow('nobody is called bob');
  });

  it('adds nodes of any shape, and its scheduler says why a pod finds none', async () => {
    const [gpus] = await cluster.nodes.add(1, {
      gpu: { product: 'NVIDIA-A100', count: 2 },
      capacity: { 'nvidia.com/mig-1g.5gb': '7' },
      labels: { pool: 'gpu' },
      taints: [{ key: 'dedicated', value: 'none', effect: 'PreferNoSchedule' }],
    });
    await launch('two-gpus', { limits: { 'nvidia.com/gpu': '2', 'nvidia.com/mig-1g.5gb': '7' } });
    expect((await runs('two-gpus')).spec.nodeName).toBe(gpus);
    await launch('one-more', { limits: { 'nvidia.com/gpu': '1' } });
    const waits = await becomes('one-more', 'waits', ({ status }) => status.conditions?.[0]?.reason === 'Unschedulable');
    expect(waits.status.conditions?.[0]?.message).toMatch(/^0\/3 nodes are available: 3 Insufficient nvidia.com\/gpu/);
  });

  it('has one image that can never be pulled', async () => {
    await launch('imageless', { image: 'registry.invalid/missing:1' });
    const waiting = ({ status }: Pod): string | undefined => status.containerStatuses?.[0]?.state.waiting?.reason;
    const seen = await becomes('imageless', 'waits', (each) => waiting(each) !== undefined);
    expect([waiting(seen), seen.status.phase]).toEqual(['ImagePullBackOff', 'Pending']);
    await demand(cluster.ask, { method: 'DELETE', path: `${PODS}/imageless` });
    await until('it is gone', async () => (await cluster.ask({ path: `${PODS}/imageless` })).status === 404 || undefined);
  });

  it('runs jobs until their containers end: at once with `true` and `false`, else when their pods are deleted', async () => {
    const jobs = '/apis/batch/v1/namespaces/default/jobs';
    for (const command of ['true', 'false', 'sleep'])
      await demand(cluster.ask, { method: 'POST', path: jobs, body: job(`job-${command}`, command) });
    const ends = (name: string) =>
      until(`${name} has ended`, async () => {
        const { status } = await demand<Job>(cluster.ask, { path: `${jobs}/${name}` });
        return status.conditions?.map(({ type }) => type).find((type) => type === 'Complete' || type === 'Failed');
      });
    expect([await ends('job-true'), await ends('job-false')]).toEqual(['Complete', 'Failed']);
    const [running] = await until('the third runs', async () => {
      const { items } = await demand<{ items: readonly Pod[] }>(cluster.ask, { path: `${PODS}?labelSelector=job-name%3Djob-sleep` });
      return items.every(({ status }) => status.phase === 'Running') && items.length > 0 ? items : undefined;
    });
    await demand(cluster.ask, { method: 'DELETE', path: `${PODS}/${running!.metadata.name}` });
    expect(await ends('job-sleep')).toBe('Failed');
    expect(await demand<Job>(cluster.ask, { path: `${jobs}/job-sleep` })).toMatchObject({ status: { failed: 1 } });
  });

  it('loses nodes and finds them again, and evicts what was there', async () => {
    const [name] = await cluster.nodes.add(1);
    await launch('on-lost', { nodeName: name! });
    await runs('on-lost');
    await cluster.nodes.lose(name!);
    const evicted = await becomes('on-lost', 'is evicted', ({ metadata }) => metadata.deletionTimestamp !== undefined);
    expect(evicted.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', reason: 'DeletionByTaintManager' }),
    );
    await cluster.nodes.find(name!);
    await until('the pod is gone', async () => (await cluster.ask({ path: `${PODS}/on-lost` })).status === 404 || undefined);
    await cluster.nodes.fail(name!);
    await cluster.nodes.recover(name!);
    await cluster.nodes.remove(name!);
    expect((await cluster.ask({ path: `/api/v1/nodes/${name!}` })).status).toBe(404);
  });

  it('keeps everything over a restart of its API server, and tells watches that their version is gone', async () => {
    const { metadata } = await launch('before');
    await launch('after');
    await cluster.restartApiServer();
    await demand(cluster.ask, { path: `${PODS}/before` });
    const { url, caFile, adminToken: token } = cluster;
    const watching = watch({ url, caFile, token }, `${PODS}?watch=1&resourceVersion=${metadata.resourceVersion}`);
    const event = await until('the watch says something', async () => watching.lines[0]);
    watching.stop();
    expect(JSON.parse(event)).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    await cluster.restartApiServer('SIGKILL');
    await demand(cluster.ask, { path: `${PODS}/before` });
  });
});

/** Starts a Kubernetes and says what it consists of; Node itself takes the types off, and is told that `.js` names of ours are TypeScript. */
const PARENT = `
  import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) => next(name.startsWith('.') ? name.replace(/\\.js$/, '.ts') : name, context) });
  const { startKubernetes } = await import(${JSON.stringify(new URL('./start-kubernetes.ts', import.meta.url).href)});
  const { processIds, logs } = await startKubernetes({ nodes: 0 });
  console.log(JSON.stringify({ processIds, logs }));`;

const isGone = (processId: number): boolean => {
  try {
    process.kill(processId, 0);
    return false;
  } catch {
    return true;
  }
};

describe('the end of a Kubernetes', { tags: ['proof.emulators', 'real'] }, () => {
  it('leaves no process and no folder', async () => {
    const ending = await startKubernetes();
    const { processIds, logs } = ending;
    expect(processIds).toHaveLength(5);
    await ending.stop();
    await ending.stop();
    expect(processIds.filter((processId) => !isGone(processId))).toEqual([]);
    await expect(access(dirname(logs))).rejects.toThrow('ENOENT');
  });

  it('comes with that of the process that started it, however that ends', async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
    let started = { processIds: [] as readonly number[], logs: '' };
    for await (const line of createInterface({ input: parent.stdout })) {
      started = JSON.parse(line) as typeof started;
      parent.kill('SIGKILL');
    }
    const { processIds, logs } = started;
    expect(processIds).toHaveLength(5);
    await until('all its parts have ended', async () => processIds.every(isGone) || undefined);
    await rm(dirname(logs), { recursive: true });
  });

  it('is told when a part ended by itself', async () => {
    const broken = await startKubernetes();
    process.kill(broken.processIds[2]!, 'SIGKILL');
    await until('that is seen', () =>
      broken.ask({ path: '/version' }).then(
        () => undefined,
        (error: Error) => error.message,
      ),
    );
    await expect(broken.stop()).rejects.toThrow(/^kube-controller-manager ended by itself: .* \(log: .*kube-controller-manager\.log\)$/);
    await broken.stop();
  });
});
