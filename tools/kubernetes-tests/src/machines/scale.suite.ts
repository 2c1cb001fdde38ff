import { startKubernetes } from '@hostwright/emulators/kubernetes';
import { afterAll, describe, expect, it } from 'vitest';
import { connect, MACHINE, newWrite, type Connection } from '../cluster/connection.js';
import { openPlace, type Place } from '../cluster/place.js';
import { isLive, podsOf } from '../cluster/pods.js';
import { until } from '../cluster/until.js';

const NODES = 100;
const MACHINES = 1_000;
/** As many calls as the engine makes at the same time. */
const AT_ONCE = 64;
/** As many machines as one order takes. */
const PER_ORDER = 500;

const kubernetes = await startKubernetes({ nodes: NODES, audit: 'None', patience: { nodeGraceSeconds: 50, evictionSeconds: 300 } });
afterAll(() => kubernetes.stop());

/** Launches them as the engine does. */
async function launchMany(connection: Connection, handler: string): Promise<void> {
  const { write, prepared } = await connection.prepare({ ...MACHINE, handler }, MACHINES);
  for (let start = 0; start < prepared.parts; start += AT_ONCE) {
    const parts = Array.from({ length: Math.min(AT_ONCE, prepared.parts - start) }, (_, index) => start + index);
    await Promise.all(parts.map((part) => connection.machines.launch({ ...write, prepared, part })));
  }
}

/** Calls since `before`, without those that ask whom the credentials belong to. */
function callsSince(place: Place, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const counts = Object.entries(place.proxy.counts()).map(([action, count]) => [action, count - (before[action] ?? 0)] as const);
  return Object.fromEntries(counts.filter(([action, count]) => count > 0 && !/selfsubject|^get namespaces/.test(action)));
}

/** kwok stands for the kubelets of all nodes. */
describe(`${MACHINES} machines on ${NODES} nodes, on a real API server`, { tags: ['kubernetes.machines', 'real'] }, () => {
  it.each([
    ['pod', { 'create pods': MACHINES }, { 'delete pods': MACHINES }],
    ['job', { 'create jobs': 1 }, { 'delete pods': MACHINES }],
    ['stateful-set', { 'create statefulsets': 1 }, { 'get statefulsets': 2, 'list pods': 4, 'patch statefulsets': 2 }],
  ])('by %s: are made, seen and returned with so many calls, and none is left', async (handler, launching, returning) => {
    const place = await openPlace(kubernetes);
    const connection = await connect(place);
    let before = place.proxy.counts();
    await launchMany(connection, handler);
    expect(callsSince(place, before)).toEqual(launching);
    await until('all of them run', async () => {
      const running = (await podsOf(place)).filter(({ status }) => status.phase === 'Running');
      return running.length === MACHINES;
    });
    await connection.sweep();
    before = place.proxy.counts();
    const { machines } = await connection.sweep();
    expect(machines).toHaveLength(MACHINES);
    // Two chunks of 500, and the other namespace; groups where there are some.
    const groups = Object.fromEntries(Object.entries(callsSince(place, before)).filter(([action]) => action !== 'list pods'));
    expect(callsSince(place, before)['list pods']).toBe(3);
    expect(Object.values(groups)).toEqual(handler === 'pod' ? [] : [2]);
    before = place.proxy.counts();
    const ids = machines.map(({ machineId }) => machineId).toSorted((a, b) => ordinalOf(b) - ordinalOf(a));
    for (let start = 0; start < MACHINES; start += PER_ORDER) {
      const answers = await connection.machines.terminate({ ...newWrite(), machineIds: ids.slice(start, start + PER_ORDER) });
      expect(answers.filter(({ outcome }) => outcome !== 'accepted' && outcome !== 'terminated')).toEqual([]);
    }
    expect(callsSince(place, before)).toEqual(returning);
    await until('none of them lives', async () => (await podsOf(place)).filter(isLive).length === 0);
    await connection.close();
    await place.close();
  });
});

/** The number at the end of a pod's name, where it has one. */
function ordinalOf(machineId: string): number {
  return Number(/-(\d+)\//.exec(machineId)?.[1] ?? 0);
}
