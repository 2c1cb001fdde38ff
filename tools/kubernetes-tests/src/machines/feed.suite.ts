import type { MachineHint } from '@hostwright/core/provider';
import { demand, startKubernetes } from '@hostwright/emulators/kubernetes';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, MACHINE, type Connection } from '../cluster/connection.js';
import { openPlace, type Place } from '../cluster/place.js';
import { idOf, podAt } from '../cluster/pods.js';
import { until } from '../cluster/until.js';

const kubernetes = await startKubernetes({ nodes: 2, audit: 'Metadata' });
afterAll(() => kubernetes.stop());

let place: Place;
let connection: Connection;
let stop: AbortController;
let fed: Promise<void>;
let hints: MachineHint[];

beforeEach(async () => {
  place = await openPlace(kubernetes);
  connection = await connect(place);
  stop = new AbortController();
  hints = [];
  fed = connection.machines.feed({ signal: stop.signal, emit: (hint) => hints.push(hint) });
  await until('all watches are open', async () => place.proxy.openWatches === 3);
});

afterEach(async () => {
  stop.abort();
  await fed;
  await connection.close();
  await place.close();
});

const gaps = (): number => hints.filter(({ machineId }) => machineId === undefined).length;
const lists = (): number => place.proxy.counts()['list pods'] ?? 0;

async function launchOne(): Promise<string> {
  const { results } = await connection.launch(MACHINE, 1);
  return results[0]?.machines[0]?.machineId ?? '';
}

const isHinted = (machineId: string): boolean => hints.some((hint) => hint.machineId === machineId);

async function untilHinted(machineId: string): Promise<void> {
  await until(`a hint at ${machineId}`, async () => isHinted(machineId));
}

/** Two namespaces and the nodes are watched. */
describe('the feed from a real API server', { tags: ['kubernetes.watch', 'real'] }, () => {
  it('hints at a pod that is made, changes and ends, and asks for nothing while it does', async () => {
    const before = lists();
    const machineId = await launchOne();
    await untilHinted(machineId);
    await until('it runs', async () => (await podAt(place, machineId)).status.phase === 'Running');
    hints = [];
    await connection.end([machineId]);
    await untilHinted(machineId);
    expect(lists()).toBe(before);
  });

  it('goes on after a clean end of its watches, without a list and without a gap', async () => {
    const [before, gapsBefore] = [lists(), gaps()];
    expect(place.proxy.cutWatches('cleanly')).toBe(3);
    await untilHinted(await launchOne());
    expect([lists(), gaps()]).toEqual([before, gapsBefore]);
  });

  it('goes on after its connections are cut', async () => {
    expect(place.proxy.cutWatches('uncleanly')).toBe(3);
    await untilHinted(await launchOne());
  });

  it('goes on after the API server was killed and started again, and says that anything may have changed where its version is known no more', async () => {
    await launchOne();
    await kubernetes.restartApiServer('SIGKILL');
    await until('the watches are open again', async () => place.proxy.openWatches === 3);
    const machineId = await launchOne();
    await untilHinted(machineId);
    expect(isHinted(machineId)).toBe(true);
  });

  it('shows pods of a node that announces its end as taken away, by the time that the cloud gives', async () => {
    const { machines } = await connection.launchRunning(MACHINE, 3);
    const node = (await podAt(place, machines[0]?.machineId ?? '')).spec.nodeName ?? '';
    const path = `/api/v1/nodes/${node}`;
    const taint = { key: 'cloud.google.com/impending-node-termination', effect: 'NoSchedule' };
    const { spec } = await demand<{ readonly spec: { readonly taints?: readonly unknown[] } }>(kubernetes.ask, { path });
    await demand(kubernetes.ask, { method: 'PATCH', path, body: { spec: { taints: [...(spec.taints ?? []), taint] } } });
    const mine = async () =>
      (await connection.sweep()).machines.filter(({ machineId }) => machines.some((machine) => machine.machineId === machineId));
    await until('a sweep shows it', async () => (await mine()).some(({ reclaim }) => reclaim !== undefined));
    for (const { machineId, reclaim } of await mine()) {
      const isThere = (await podAt(place, machineId)).spec.nodeName === node;
      const graceMs = reclaim === undefined ? undefined : (reclaim.deadlineAtMs ?? 0) - reclaim.noticedAtMs;
      expect([reclaim?.reason, graceMs]).toEqual(isThere ? ['spot', 30_000] : [undefined, undefined]);
    }
    await demand(kubernetes.ask, { method: 'PATCH', path, body: { spec: { taints: spec.taints ?? [] } } });
    await until('it is taken back', async () => (await mine()).every(({ reclaim }) => reclaim === undefined));
  });

  it('hints at what ends behind its back', async () => {
    const { machines } = await connection.launchRunning(MACHINE, 1);
    const pod = await podAt(place, machines[0]?.machineId ?? '');
    hints = [];
    await demand(kubernetes.ask, {
      method: 'POST',
      path: `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/eviction`,
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace } },
    });
    await untilHinted(idOf(pod));
    expect(isHinted(idOf(pod))).toBe(true);
  });

  it('hints when a node is lost, and shows its pods as taken away or ended', async () => {
    const [name] = await kubernetes.nodes.add(1, { labels: { pool: 'lost' } });
    const { machines } = await connection.launchRunning({ ...MACHINE, nodeSelector: { pool: 'lost' } }, 1);
    const machineId = machines[0]?.machineId ?? '';
    hints = [];
    await kubernetes.nodes.lose(name ?? '');
    await untilHinted(machineId);
    await until('it is taken away, or ended', async () => {
      const machine = (await connection.sweep()).machines.find((one) => one.machineId === machineId);
      return machine === undefined || machine.reclaim !== undefined || machine.status.unified === 'terminated';
    });
    expect((await connection.sweep()).machines.every(({ status, reclaim }) => status.unified !== 'running' || reclaim !== undefined)).toBe(
      true,
    );
    await kubernetes.nodes.remove(name ?? '');
  });
});
