import { demand, startKubernetes } from '@hostwright/emulators/kubernetes';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, MACHINE, refusalOf, type Connection, type Keys } from '../cluster/connection.js';
import { make, openPlace, type Place } from '../cluster/place.js';
import { podsOf } from '../cluster/pods.js';
import { until } from '../cluster/until.js';

const kubernetes = await startKubernetes({ nodes: 2, audit: 'None' });
afterAll(() => kubernetes.stop());

let place: Place;
let connection: Connection;
beforeEach(async () => {
  place = await openPlace(kubernetes);
  connection = await connect(place);
});
afterEach(async () => {
  await connection.close();
  await place.close();
});

const READ = { signal: new AbortController().signal };
const problemsOf = async (keys: Keys) => connection.machines.validate({ ...READ, options: await connection.options(keys) });

/** What sweeps show of the one machine of a launch, once it is so. */
async function shown(keys: Keys, raw: string): Promise<string | undefined> {
  await connection.launch(keys, 1);
  let endReason: string | undefined;
  await until(`a machine that is ${raw}`, async () => {
    const machine = (await connection.sweep()).machines.find(({ status }) => status.raw === raw);
    endReason = machine?.endReason;
    return machine?.status.unified === 'pending';
  });
  return endReason;
}

describe('templates that cannot be used, on a real API server', { tags: ['kubernetes.machines', 'real'] }, () => {
  it.each([
    [{ ...MACHINE, podOverride: { spec: { contaners: [] } } }, 'spec.contaners'],
    [{ ...MACHINE, podOverride: { spec: { tolerations: [{ operator: 'Sometimes' }] } } }, 'spec.tolerations[0].operator'],
    [
      { ...MACHINE, handler: 'job', podOverride: { spec: { tolerations: [{ operator: 'Sometimes' }] } } },
      'spec.template.spec.tolerations[0].operator',
    ],
    [
      { ...MACHINE, podOverride: { spec: { containers: [{ name: 'machine', volumeMounts: [{ name: 'none', mountPath: '/x' }] }] } } },
      'spec.containers[0].volumeMounts[0].name',
    ],
  ])('are told of at the path that the server names, and leave nothing behind: %j', async (keys, path) => {
    const problems = await problemsOf(keys);
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.every(({ message }) => message !== '')).toBe(true);
    expect((await refusalOf(connection.launch(keys, 1))).errorClass).toBe('InvalidTemplate');
    expect(await podsOf(place)).toEqual([]);
  });

  it('are told of when the namespace forbids privileged pods', async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
    await demand(kubernetes.ask, { method: 'PATCH', path: `/api/v1/namespaces/${place.namespace}`, body: { metadata: { labels } } });
    const keys = { ...MACHINE, podOverride: { spec: { containers: [{ name: 'machine', securityContext: { privileged: true } }] } } };
    // The admission plugin hears of the namespace's label a moment later.
    await until('it is in force', async () => (await problemsOf(keys)).length > 0);
    const refusal = await refusalOf(connection.launch(keys, 1));
    expect([refusal.errorClass, /privileged/.test(refusal.message)]).toEqual(['InvalidTemplate', true]);
    expect(await problemsOf(MACHINE)).toEqual([]);
    expect(await podsOf(place)).toEqual([]);
  });

  it('are told of when the namespace is forbidden, which a sweep does not take for empty', async () => {
    const wide = await connect(place, { namespaces: ['idle', 'kube-public'] });
    const keys = { ...MACHINE, namespace: 'kube-public' };
    const problems = await wide.machines.validate({ ...READ, options: await wide.options(keys) });
    expect(problems.map(({ path }) => path)).toEqual(['namespace']);
    const refusal = await refusalOf(wide.launch(keys, 1));
    expect([refusal.errorClass, /kube-public/.test(refusal.message)]).toEqual(['PermissionDenied', true]);
    expect(await wide.sweep()).toMatchObject({ outcome: 'partial', covered: [place.namespace, 'idle'] });
    await wide.close();
  });

  it('and their quota: what does not fit any more is missing, and says by which quota', async () => {
    const path = `/api/v1/namespaces/${place.namespace}/resourcequotas`;
    await make(place, path, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'desk' }, spec: { hard: { pods: '2' } } });
    await until('the quota is in force', async () => {
      const { status } = await demand<{ readonly status: { readonly used?: unknown } }>(kubernetes.ask, { path: `${path}/desk` });
      return status.used !== undefined;
    });
    const { results } = await connection.launch(MACHINE, 3);
    expect(results.map(({ machines }) => machines.length)).toEqual([1, 1, 0]);
    expect(results[2]?.shortfall).toMatchObject([{ units: 1, reason: 'Quota' }]);
    expect(results[2]?.shortfall[0]?.message).toMatch(/exceeded quota: desk/);
  });
});

describe('machines that do not start, on a real API server', { tags: ['kubernetes.machines', 'real'] }, () => {
  it('say in the scheduler’s own words why they find no node', async () => {
    expect(await shown({ ...MACHINE, nodeSelector: { pool: 'none' } }, 'Pending/Unschedulable')).toMatch(/nodes are available/);
  });

  it('say that their image cannot be pulled', async () => {
    expect(await shown({ image: 'registry.invalid/missing:1' }, 'Pending/ImagePullBackOff')).toMatch(/Back-off pulling image/);
  });

  it('end when they are returned, and leave nothing', async () => {
    const { results } = await connection.launch({ ...MACHINE, nodeSelector: { pool: 'none' } }, 1);
    await connection.end(results.flatMap(({ machines }) => machines.map(({ machineId }) => machineId)));
    await until('it is gone', async () => (await podsOf(place)).length === 0);
    expect((await connection.sweep()).machines).toEqual([]);
  });
});

describe('connections that cannot be used, on a real API server', { tags: ['kubernetes.errors', 'real'] }, () => {
  it.each([
    ['a token that is not good', { token: 'not-a-token' }, 'Credentials'],
    ['a server whose certificate nobody vouches for', { caData: undefined }, 'InvalidSettings'],
  ])('say so of %s, and neither sweep nor launch takes it for something else', async (_, settings, errorClass) => {
    const broken = await connect(place, settings);
    expect((await refusalOf(broken.sweep())).errorClass).toBe(errorClass);
    expect((await refusalOf(broken.launch(MACHINE, 1))).errorClass).toBe(errorClass);
    expect(await podsOf(place)).toEqual([]);
    await broken.close();
  });
});
