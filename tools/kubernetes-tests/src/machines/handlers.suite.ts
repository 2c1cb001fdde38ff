import { demand, startKubernetes } from '@hostwright/emulators/kubernetes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, MACHINE, newWrite, type Connection } from '../cluster/connection.js';
import { openPlace, type Place } from '../cluster/place.js';
import { idOf, isLive, pathOf, podAt, podsOf } from '../cluster/pods.js';
import { until } from '../cluster/until.js';

const kubernetes = await startKubernetes({ nodes: 3, audit: 'Request' });
afterAll(() => kubernetes.stop());

let place: Place;
let connection: Connection;
beforeAll(async () => {
  place = await openPlace(kubernetes);
  connection = await connect(place);
});
afterAll(async () => {
  await connection.close();
  await place.close();
});

const live = async (intentId: string): Promise<readonly string[]> =>
  (await podsOf(place)).filter((pod) => isLive(pod) && pod.metadata.labels?.['hostwright-intent'] === intentId).map(idOf);

const untilLive = (intentId: string, ids: readonly string[]): Promise<void> =>
  until(
    `${ids.length} live pods of ${intentId}`,
    async () => JSON.stringify((await live(intentId)).toSorted()) === JSON.stringify(ids.toSorted()),
  );

/** Longer than a controller takes that has something to do. */
async function untilControllersAreIdle(): Promise<void> {
  const { write } = await connection.launchRunning({ ...MACHINE, handler: 'deployment' }, 1);
  expect(await live(write.header.intentId)).toHaveLength(1);
}

/** kwok stands for the kubelets; API server, scheduler and controllers are the real ones. */
describe('machines of each way to launch, on a real API server', { tags: ['kubernetes.machines', 'real'] }, () => {
  it.each([
    ['pod', 3],
    ['job', 1],
    ['deployment', 1],
    ['stateful-set', 1],
  ])(
    'by %s: so many calls make three, they run with name and address, end when they are returned, and leave nothing',
    async (handler, calls) => {
      const before = place.proxy.calls().length;
      const { write, machines } = await connection.launchRunning({ ...MACHINE, handler }, 3);
      const created = place.proxy
        .calls()
        .slice(before)
        .filter(({ verb, group }) => verb === 'create' && !group.startsWith('auth'));
      expect([created.length, machines.length]).toEqual([calls, 3]);
      for (const machine of machines) {
        expect(machine).toMatchObject({ header: write.header, shard: place.namespace, endReason: undefined });
        expect([machine.name, machine.privateIp].every((text) => (text ?? '') !== '')).toBe(true);
      }
      const [ref] = new Set(machines.map(({ groupRef }) => groupRef));
      await connection.end(machines.map(({ machineId }) => machineId));
      await untilLive(write.header.intentId, []);
      if (ref !== undefined) await connection.machines.cleanUp({ ...newWrite(), ref, kind: handler });
      await until('nothing is left', async () => {
        const { machines: shown, groups } = await connection.sweep();
        return groups.every((group) => group !== ref) && shown.every(({ header }) => header?.intentId !== write.header.intentId);
      });
    },
  );

  it('by Job: what is returned, or lost, is not made again, and the others live on', async () => {
    const { write, machines } = await connection.launchRunning({ ...MACHINE, handler: 'job' }, 4);
    const [first, second, ...others] = machines.map(({ machineId }) => machineId).toSorted();
    await connection.end([first ?? '']);
    await demand(kubernetes.ask, { method: 'DELETE', path: pathOf(second ?? '') });
    await untilLive(write.header.intentId, others);
    await untilControllersAreIdle();
    expect((await live(write.header.intentId)).toSorted()).toEqual(others);
  });

  it('by StatefulSet: the last ones go, and another is refused by naming the one that may', async () => {
    const { write, machines } = await connection.launchRunning({ ...MACHINE, handler: 'stateful-set' }, 3);
    const [zero = '', one = '', two = ''] = machines.map(({ machineId }) => machineId).toSorted();
    const [refused] = await connection.machines.terminate({ ...newWrite(), machineIds: [zero] });
    expect([refused?.outcome, refused?.retryable]).toEqual(['failed', false]);
    expect(refused?.message).toContain(`return ${two.split('/')[1]}`);
    await connection.end([two, one]);
    await untilLive(write.header.intentId, [zero]);
    await untilControllersAreIdle();
    expect(await live(write.header.intentId)).toEqual([zero]);
  });

  it('by Deployment: what is returned goes, whichever it is, and is not made again', async () => {
    const { write, machines } = await connection.launchRunning({ ...MACHINE, handler: 'deployment' }, 4);
    const ids = machines.map(({ machineId }) => machineId).toSorted();
    await connection.end([ids[1] ?? '', ids[2] ?? '']);
    await untilLive(write.header.intentId, [ids[0] ?? '', ids[3] ?? '']);
    await untilControllersAreIdle();
    expect((await live(write.header.intentId)).toSorted()).toEqual([ids[0], ids[3]]);
  });

  it('reach the API server as they are written, with strict checking of their fields', async () => {
    const { results } = await connection.launch(
      { ...MACHINE, podOverride: { spec: { terminationGracePeriodSeconds: 7, hostname: 'worker' } } },
      1,
    );
    const [machine] = results.flatMap(({ machines }) => machines);
    expect((await podAt(place, machine?.machineId ?? '')).spec).toMatchObject({ terminationGracePeriodSeconds: 7, hostname: 'worker' });
    expect(machine?.name).toBe('worker');
    const creations = place.proxy.calls().filter(({ action }) => /^create (?:pods|jobs|deployments|statefulsets)$/.test(action));
    expect(creations.length).toBeGreaterThan(0);
    for (const { query } of creations) expect(query.get('fieldValidation')).toBe('Strict');
  });

  it('are all made by a user that may do no more than the manifest allows', async () => {
    const events = await kubernetes.auditLog();
    const mine = events.filter(({ user }) => user.username === 'product');
    expect(mine.length).toBeGreaterThan(50);
    expect(mine.filter(({ responseStatus }) => responseStatus?.code === 403)).toEqual([]);
  });
});
