import { conflict, expire, startKubernetes, timeOutWebhook, timeOut } from '@hostwright/emulators/kubernetes';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, MACHINE, refusalOf, type Connection } from '../cluster/connection.js';
import { openPlace, type Place } from '../cluster/place.js';
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

/** More than two chunks of a list. */
const MANY = 1_010;

/** The real API server answers; the proxy strikes single calls. */
describe('faults between the plugin and a real API server', { tags: ['kubernetes.machines', 'simulated'] }, () => {
  it('a place in a list that expired: the server’s own offer to go on is taken, and every machine is shown once', async () => {
    // No node takes them: pods that only stand in the API server are made quickly.
    await connection.launch({ ...MACHINE, handler: 'deployment', nodeSelector: { pool: 'none' } }, MANY);
    await until(`${MANY} pods stand there`, async () => (await podsOf(place)).length === MANY);
    const rule = place.proxy.rule({
      on: ({ action, query }) => action === 'list pods' && query.has('continue'),
      fault: expire(),
      times: 1,
    });
    const { machines, outcome } = await connection.sweep();
    expect([machines.length, new Set(machines.map(({ machineId }) => machineId)).size, outcome, rule.strikes]).toEqual([
      MANY,
      MANY,
      'complete',
      1,
    ]);
    const before = place.proxy.counts()['list pods'] ?? 0;
    expect((await connection.sweep()).machines).toHaveLength(MANY);
    // Three chunks of 500 here, and one list of the namespace where nothing is.
    expect((place.proxy.counts()['list pods'] ?? 0) - before).toBe(4);
  });

  it('a webhook that does not answer in time: refused without effect, and the same launch goes well later', async () => {
    place.proxy.rule({ on: 'create pods', fault: timeOutWebhook(), times: 1 });
    const { write, prepared } = await connection.prepare(MACHINE, 1);
    const launch = () => connection.machines.launch({ ...write, prepared, part: 0 });
    expect((await refusalOf(launch())).errorClass).toBe('Unavailable');
    expect(await podsOf(place)).toEqual([]);
    expect((await launch()).machines).toHaveLength(1);
  });

  it('a server that gives up waiting: unknown, and the repeat finds what there is', async () => {
    place.proxy.rule({ on: 'create jobs', fault: timeOut(), times: 1 });
    const { write, prepared } = await connection.prepare({ ...MACHINE, handler: 'job' }, 2);
    const launch = () => connection.machines.launch({ ...write, prepared, part: 0 });
    expect((await refusalOf(launch())).errorClass).toBe('OutcomeUnknown');
    expect((await launch()).pendingUnits).toBe(2);
    expect((await launch()).pendingUnits).toBe(2);
    await until('the pods of one Job', async () => (await podsOf(place)).length === 2);
  });

  it('somebody who changes a Deployment at the same time: the order is carried out all the same, once', async () => {
    const { machines } = await connection.launchRunning({ ...MACHINE, handler: 'deployment' }, 3);
    place.proxy.rule({ on: 'patch deployments', fault: conflict(), times: 2 });
    const machineId = machines[0]?.machineId ?? '';
    await connection.end([machineId]);
    await until('two are left', async () => (await podsOf(place)).length === 2);
    expect((await connection.sweep()).machines.map((machine) => machine.machineId)).not.toContain(machineId);
  });
});
