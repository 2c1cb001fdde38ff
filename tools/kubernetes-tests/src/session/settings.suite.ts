import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demand, startKubernetes } from '@hostwright/emulators/kubernetes';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, MACHINE, refusalOf, type Connection, type Keys } from '../cluster/connection.js';
import { openPlace, type Place } from '../cluster/place.js';

const kubernetes = await startKubernetes({ nodes: 3, users: ['alice'] });
const READ = { signal: new AbortController().signal };

let place: Place;
let folder: string;
let uid: string;
beforeAll(async () => {
  place = await openPlace(kubernetes);
  folder = await mkdtemp(join(tmpdir(), 'hw-kubernetes-settings-'));
  const namespace = await demand<{ readonly metadata: { readonly uid: string } }>(kubernetes.ask, {
    path: '/api/v1/namespaces/kube-system',
  });
  uid = namespace.metadata.uid;
  return async () => {
    await rm(folder, { recursive: true, force: true });
    await place.close();
    await kubernetes.stop();
  };
});

/** Opens the plugin with these settings alone. */
const open = (settings: Keys): Promise<Connection> => connect({ ...place, settings: {} }, settings);
const identityOf = async (settings: Keys) => (await open(settings)).provider.identify(READ);
const ca = (): Keys => ({ caFile: kubernetes.caFile });
const write = async (name: string, text: string, mode = 0o600): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
};
const tokenOf = async (account: string): Promise<string> => {
  const path = `/api/v1/namespaces/${place.namespace}/serviceaccounts/${account}/token`;
  const { status } = await demand<{ readonly status: { readonly token: string } }>(kubernetes.ask, {
    method: 'POST',
    path,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  });
  return status.token;
};

describe('a connection to a real API server', { tags: ['kubernetes.settings', 'real'] }, () => {
  it('is made by a kubeconfig, and knows the cluster by its uid and the user by name', async () => {
    const kubeconfig = await kubernetes.kubeconfigFor({ user: 'product', namespace: place.namespace });
    expect(await identityOf({ kubeconfig })).toEqual({ account: uid, region: 'cluster', principal: 'product' });
    expect(await refusalOf(identityOf({ kubeconfig, context: 'none' }))).toMatchObject({
      errorClass: 'InvalidSettings',
      message: expect.stringMatching(/has no context none: set context to one of product$/),
    });
  });

  it('launches into the namespace that the kubeconfig’s context names', async () => {
    const kubeconfig = await kubernetes.kubeconfigFor({ user: 'product', namespace: place.namespace });
    const connection = await open({ kubeconfig, connectTimeoutMs: 60_000, requestTimeoutMs: 120_000 });
    const { machines } = await connection.launchRunning(MACHINE, 1);
    expect(machines.map(({ shard }) => shard)).toEqual([place.namespace]);
    await connection.end(machines.map(({ machineId }) => machineId));
  });

  it('is made by an address with a service account’s token, as a pod has it', async () => {
    const tokenFile = await write('token', `${await tokenOf('default')}\n`);
    const account = `system:serviceaccount:${place.namespace}:default`;
    const connection = await open({ server: kubernetes.url, tokenFile, ...ca() });
    expect(await refusalOf(connection.provider.identify(READ))).toMatchObject({ errorClass: 'PermissionDenied', code: 'Forbidden' });
    await writeFile(tokenFile, kubernetes.users['product']?.token ?? '');
    expect(await connection.provider.identify(READ)).toMatchObject({ principal: 'product' });
    await writeFile(tokenFile, await tokenOf('default'));
    expect((await refusalOf(connection.provider.identify(READ))).message).not.toContain(account);
  });

  it('asks a program for a token, and again when the cluster refuses what it gave', async () => {
    const token = await write('given', 'expired-token');
    const answer = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'"$(cat ${token})"'"}}`;
    const command = await write('login', `#!/bin/sh\necho '${answer}'\n`, 0o700);
    const kubeconfig = await write(
      'exec.json',
      JSON.stringify({
        'current-context': 'c',
        clusters: [{ name: 'c', cluster: { server: kubernetes.url, 'certificate-authority': kubernetes.caFile } }],
        users: [{ name: 'u', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command } } }],
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      }),
    );
    const connection = await open({ kubeconfig });
    expect(await refusalOf(connection.provider.identify(READ))).toMatchObject({ errorClass: 'Credentials', code: 'Unauthorized' });
    await writeFile(token, kubernetes.users['product']?.token ?? '');
    const renewed = await refusalOf(connection.provider.identify(READ));
    expect(['Unavailable', 'no error']).toContain(renewed.errorClass);
    expect(await connection.provider.identify(READ)).toMatchObject({ account: uid, principal: 'product' });
  });

  it('calls in another’s name where the settings say so', async () => {
    const settings = { server: kubernetes.url, token: kubernetes.adminToken, ...ca() };
    expect(await identityOf({ ...settings, impersonate: { user: 'zoe', groups: ['system:masters'] } })).toMatchObject({ principal: 'zoe' });
    expect(await refusalOf(identityOf({ ...settings, impersonate: { user: 'zoe' } }))).toMatchObject({ errorClass: 'PermissionDenied' });
  });

  it('knows the cluster by its own namespace where kube-system may not be read and the settings say so', async () => {
    const RBAC = `/apis/rbac.authorization.k8s.io/v1/namespaces/${place.namespace}`;
    const meta = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'alice' } };
    const rules = [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }];
    await demand(kubernetes.ask, { method: 'POST', path: `${RBAC}/roles`, body: { ...meta, kind: 'Role', rules } });
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'alice' };
    await demand(kubernetes.ask, {
      method: 'POST',
      path: `${RBAC}/rolebindings`,
      body: { ...meta, kind: 'RoleBinding', subjects, roleRef },
    });
    const kubeconfig = await kubernetes.kubeconfigFor({ user: 'alice', namespace: place.namespace });
    const refused = await refusalOf(identityOf({ kubeconfig }));
    expect(refused.message).toMatch(/set identity to namespace$/);
    const own = await demand<{ readonly metadata: { readonly uid: string } }>(kubernetes.ask, {
      path: `/api/v1/namespaces/${place.namespace}`,
    });
    expect(await identityOf({ kubeconfig, identity: 'namespace' })).toMatchObject({ account: own.metadata.uid, principal: 'alice' });
  });

  it('trusts the cluster by its own authority alone', async () => {
    const settings = { server: kubernetes.url, token: 'canary' };
    expect(await refusalOf(identityOf(settings))).toMatchObject({
      errorClass: 'InvalidSettings',
      message: expect.stringContaining('set caFile'),
    });
    expect(await refusalOf(identityOf({ ...settings, caData: await readFile(kubernetes.caFile, 'utf8') }))).toMatchObject({
      errorClass: 'Credentials',
    });
    expect(await refusalOf(identityOf({ ...settings, insecureSkipTlsVerify: true }))).toMatchObject({ errorClass: 'Credentials' });
  });
});

/** kwok stands for the kubelets. */
describe('what a real API server tells of itself', { tags: ['kubernetes.catalog', 'real'] }, () => {
  it('is health by service, with what is not allowed named', async () => {
    const product = await open({
      kubeconfig: await kubernetes.kubeconfigFor({ user: 'product', namespace: place.namespace }),
      handler: 'deployment',
    });
    expect(await product.provider.health(READ)).toMatchObject({ status: 'healthy', identity: { account: uid } });
    const alice = await open({ kubeconfig: await kubernetes.kubeconfigFor({ user: 'alice', namespace: 'default' }) });
    const health = await alice.provider.health(READ);
    expect(health.status).toBe('unhealthy');
    expect(health.services.find(({ service }) => service === 'permissions')?.message).toContain(
      'not allowed: get pods in default, list pods in default',
    );
  });

  it('is nodes with zones and shapes, and quotas with their use', async () => {
    await kubernetes.nodes.add(1, {
      labels: { 'topology.kubernetes.io/zone': 'z1', 'node.kubernetes.io/instance-type': 'fat', 'karpenter.sh/capacity-type': 'spot' },
      capacity: { cpu: '8', memory: '32Gi' },
      gpu: { product: 'H100', count: 4 },
    });
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'few' },
      spec: { hard: { pods: '20', 'requests.cpu': '10' } },
    };
    await demand(kubernetes.ask, { method: 'POST', path: `/api/v1/namespaces/${place.namespace}/resourcequotas`, body: quota });
    const kubeconfig = await kubernetes.kubeconfigFor({ user: 'product', namespace: place.namespace });
    const { catalog } = (await open({ kubeconfig, prices: { vcpuHourUsd: 0.1, gpuHourUsd: { 'nvidia.com/gpu': 2 } } })).provider;
    expect(await catalog.zones(READ)).toContain('z1');
    const types = await catalog.machineTypes(READ);
    expect(types.items.find(({ name }) => name === 'fat')).toMatchObject({ shape: { vcpus: 8, gpus: 4 }, gpuModel: 'H100' });
    const { items } = await catalog.offers({ ...READ, filter: { machineTypes: ['fat'] } });
    expect(items).toMatchObject([{ zone: 'z1', market: 'spot', availability: 'available', pricePerHourUsd: expect.closeTo(8.8) }]);
    const name = `${place.namespace}/few/pods`;
    await expect
      .poll(async () => (await catalog.quotas(READ)).find((one) => one.name === name), { timeout: 300_000 })
      .toMatchObject({ unit: 'machines', limit: 20 });
  });
});
