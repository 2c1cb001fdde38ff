import { describe, expect, it } from 'vitest';
import { observeEnded, observePod } from './observe.js';
import { fakeSession, SERVER_TIME_MS } from './testing/fake-session.js';
import { HEADER, podObject, type PodChanges } from './testing/objects.js';
import { podFactsOf } from './wire/pod-facts.js';

const GRID = { default: 'grid', listed: ['grid'] } as const;

function observed(changes: PodChanges = {}) {
  const pod = podFactsOf(podObject(changes));
  if (pod === undefined) throw new Error('the pod has no name');
  return observePod(fakeSession(), GRID, pod);
}

const waitingFor = (reason: string, message: string) => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'machine', state: { waiting: { reason, message } } }],
});

describe('a pod as a machine', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('is known by namespace, name and uid, and shows its header', () => {
    expect(observed()).toMatchObject({
      machineId: 'grid/hw-1/uid-hw-1',
      kind: 'pod',
      header: HEADER,
      status: { unified: 'running', raw: 'Running' },
      name: 'hw-1',
      shard: 'grid',
      privateIp: '10.244.0.7',
      createdAtMs: Date.parse('2026-05-01T11:00:00Z'),
      groupRef: undefined,
      endReason: undefined,
    });
  });

  it('has no header when one of its labels is missing', () => {
    expect(observed({ labels: { 'hostwright-intent': '' } }).header).toBeUndefined();
  });

  it.each([
    [{ phase: 'Pending' }, 'pending', 'Pending', undefined],
    [
      {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' }],
      },
      'pending',
      'Pending/Unschedulable',
      'Unschedulable: 0/3 nodes are available',
    ],
    [
      waitingFor('ImagePullBackOff', 'Back-off pulling image'),
      'pending',
      'Pending/ImagePullBackOff',
      'ImagePullBackOff: Back-off pulling image',
    ],
    [waitingFor('ContainerCreating', ''), 'pending', 'Pending', undefined],
    [{ phase: 'Succeeded' }, 'terminated', 'Succeeded', 'the pod ended as Succeeded'],
    [
      { phase: 'Failed', reason: 'Evicted', message: 'the node was low on memory' },
      'terminated',
      'Failed/Evicted',
      'Evicted: the node was low on memory',
    ],
    [
      { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }] },
      'terminated',
      'Failed',
      'OOMKilled: exit code 137',
    ],
    [{ phase: 'Mystery' }, 'unknown', 'Mystery', undefined],
    [{ phase: undefined }, 'unknown', 'Unknown', undefined],
  ])('of status %j is %s', (status, unified, raw, endReason) => {
    const machine = observed({ status });
    expect([machine.status, machine.endReason]).toEqual([{ unified, raw }, endReason]);
  });

  it('is terminating from the moment its deletion was ordered', () => {
    expect(observed({ metadata: { deletionTimestamp: '2026-05-01T12:00:30Z' } }).status.unified).toBe('terminating');
  });

  it.each([
    [{}, 'hw-1'],
    [{ hostname: 'worker' }, 'worker'],
    [{ hostname: 'worker', subdomain: 'grid', setHostnameAsFQDN: true }, 'worker.grid.grid.svc.cluster.local'],
    [{ hostNetwork: true }, 'node-1'],
  ])('of spec %j is called %s, as its own processes hear it', (spec, name) => {
    expect(observed({ spec }).name).toBe(name);
  });

  it.each([
    [{ owner: { kind: 'Job', name: 'hw-a' } }, 'grid/job/hw-a'],
    [{ owner: { kind: 'StatefulSet', name: 'hw-a' } }, 'grid/stateful-set/hw-a'],
    [{ owner: { kind: 'ReplicaSet', name: 'hw-a-66bc' }, labels: { 'pod-template-hash': '66bc' } }, 'grid/deployment/hw-a'],
    [{ owner: { kind: 'ReplicaSet', name: 'alone' } }, undefined],
    [{ owner: { kind: 'DaemonSet', name: 'agent' } }, undefined],
  ])('with %j belongs to %s', (changes, groupRef) => {
    expect(observed(changes).groupRef).toBe(groupRef);
  });

  it('shows who takes it away, and its true end: the time of its deletion has the grace in it', () => {
    const disruption = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      lastTransitionTime: '2026-05-01T12:00:00Z',
    };
    expect(observed({ status: { conditions: [disruption] }, metadata: { deletionTimestamp: '2026-05-01T12:01:00Z' } }).reclaim).toEqual({
      reason: 'eviction',
      noticedAtMs: SERVER_TIME_MS,
      deadlineAtMs: SERVER_TIME_MS + 60_000,
    });
    expect(observed({ status: { conditions: [disruption] }, spec: { terminationGracePeriodSeconds: 45 } }).reclaim?.deadlineAtMs).toBe(
      SERVER_TIME_MS + 45_000,
    );
    expect(observed({ status: { conditions: [{ ...disruption, reason: 'TerminationByKubelet' }] } }).reclaim?.reason).toBe('maintenance');
    expect(observed({ status: { conditions: [{ ...disruption, status: 'False' }] } }).reclaim).toBeUndefined();
  });

  it('that ended is left behind once nobody can want its logs any more, unless a group has it', () => {
    const ended = {
      phase: 'Succeeded',
      containerStatuses: [{ state: { terminated: { exitCode: 0, finishedAt: '2026-05-01T11:30:00Z' } } }],
    };
    const leftBehind = (changes: PodChanges, nowMs = SERVER_TIME_MS) => {
      const pod = podFactsOf(podObject({ status: ended, ...changes }));
      return pod === undefined ? [] : observeEnded(GRID, pod, nowMs).map(({ companionId, machineId }) => [companionId, machineId]);
    };
    expect(leftBehind({})).toEqual([['grid/hw-1/uid-hw-1', undefined]]);
    expect(leftBehind({}, Date.parse('2026-05-01T11:35:00Z'))).toEqual([]);
    expect(leftBehind({ owner: { kind: 'Job', name: 'hw-a' } })).toEqual([]);
    expect(leftBehind({ status: { phase: 'Running' } })).toEqual([]);
  });

  it.each([[undefined], [null], ['text'], [[]], [{ metadata: { name: 'x' } }], [{ metadata: { name: 7, namespace: 'grid', uid: 'u' } }]])(
    'cannot be read from %j',
    (value) => {
      expect(podFactsOf(value)).toBeUndefined();
    },
  );

  it('can be read when all but its name has another form than expected', () => {
    const strange = {
      metadata: { name: 'x', namespace: 'grid', uid: 'u', labels: 7, ownerReferences: 'none' },
      spec: [],
      status: { conditions: [null, 5], containerStatuses: {} },
    };
    expect(podFactsOf(strange)).toMatchObject({ name: 'x', phase: '', owner: undefined });
  });
});
