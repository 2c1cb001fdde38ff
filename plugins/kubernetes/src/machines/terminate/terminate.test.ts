import { ProviderError } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { observePod } from '../observe.js';
import { fakeSession, notFound, type Answer, type FakeSession, type SentCall } from '../testing/fake-session.js';
import { podObject, WRITE, type PodChanges } from '../testing/objects.js';
import { podFactsOf } from '../wire/pod-facts.js';
import { terminate } from './terminate.js';

function remember(session: FakeSession, changes: PodChanges): string {
  const pod = podFactsOf(podObject(changes));
  if (pod === undefined) throw new Error('no pod');
  return observePod(session, { default: 'grid', listed: ['grid'] }, pod).machineId;
}

function swept(answer: Answer, ...pods: PodChanges[]): { session: FakeSession; machineIds: string[] } {
  const session = fakeSession({ answer });
  return { session, machineIds: pods.map((changes) => remember(session, changes)) };
}

const actionsOf = ({ calls }: FakeSession): readonly string[] => calls.map(({ action }) => action);
const deleting = podObject({ metadata: { deletionTimestamp: '2026-05-01T12:00:30Z' } });
const pods = (count: number): PodChanges[] => Array.from({ length: count }, (_, index) => ({ name: `hw-${index}` }));

describe('ending pods on their own', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('takes one call each, for that very pod or none, with its own grace', async () => {
    const { session, machineIds } = swept(() => deleting, ...pods(3));
    expect((await terminate(session, { ...WRITE, machineIds })).map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect(session.calls[1]).toEqual({
      action: 'delete pods',
      effect: 'delete',
      request: {
        method: 'DELETE',
        path: '/api/v1/namespaces/grid/pods/hw-1',
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'uid-hw-1' } },
      },
    } satisfies SentCall);
    expect(session.calls).toHaveLength(3);
  });

  it('ends pods of a Job as any other: a Job fills its places once', async () => {
    const { session, machineIds } = swept(() => deleting, { owner: { kind: 'Job', name: 'hw-a' } });
    await terminate(session, { ...WRITE, machineIds });
    expect(actionsOf(session)).toEqual(['delete pods']);
  });

  it.each([
    ['is gone', notFound()],
    ['has given its name to another', new ProviderError('Conflict', 'the UID in the precondition does not match', { code: 'Conflict' })],
  ])('answers not-found for one that %s', async (_, error) => {
    const { session, machineIds } = swept(
      () => {
        throw error;
      },
      ...pods(1),
    );
    expect(await terminate(session, { ...WRITE, machineIds })).toEqual([{ machineId: machineIds[0], outcome: 'not-found' }]);
  });

  it('does not stop at one that is refused, and says why', async () => {
    const { session, machineIds } = swept(
      ({ request }) => {
        if (request.path.endsWith('hw-1')) throw new ProviderError('PermissionDenied', 'not this one', { code: 'Forbidden' });
        return deleting;
      },
      ...pods(3),
    );
    expect(await terminate(session, { ...WRITE, machineIds })).toEqual([
      { machineId: machineIds[0], outcome: 'accepted' },
      { machineId: machineIds[1], outcome: 'failed', message: 'not this one', code: 'Forbidden', retryable: false },
      { machineId: machineIds[2], outcome: 'accepted' },
    ]);
  });

  it('is refused as a whole, after one call, when the cluster asks for fewer', async () => {
    const { session, machineIds } = swept(
      () => {
        throw new ProviderError('Throttled', 'too many requests');
      },
      ...pods(9),
    );
    await expect(terminate(session, { ...WRITE, machineIds })).rejects.toMatchObject({ errorClass: 'Throttled' });
    expect(session.calls).toHaveLength(1);
  });

  it('reads first what this process has not seen: a group may stand behind it', async () => {
    const session = fakeSession({ answer: ({ action }) => (action === 'get pods' ? podObject() : deleting) });
    const answers = await terminate(session, { ...WRITE, machineIds: ['grid/hw-1/uid-hw-1', 'grid/hw-1/older', 'nonsense'] });
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'not-found', 'not-found']);
    expect(actionsOf(session)).toEqual(['get pods', 'get pods', 'delete pods']);
  });
});

/** A StatefulSet of so many pods. */
function setOf(replicas: number, changes: Readonly<Record<number, PodChanges>> = {}): { members: PodChanges[]; answer: Answer } {
  const members = Array.from({ length: replicas }, (_, ordinal): PodChanges => ({
    name: `hw-a-${ordinal}`,
    owner: { kind: 'StatefulSet', name: 'hw-a' },
    ...changes[ordinal],
  }));
  return {
    members,
    answer: ({ action }) => {
      if (action === 'list pods') return { metadata: {}, items: members.map(podObject) };
      const metadata = { name: 'hw-a', namespace: 'grid', uid: 'set', resourceVersion: '12' };
      return { metadata, spec: { replicas, selector: { matchLabels: { 'hostwright-group': 'hw-a' } } } };
    },
  };
}

async function endOf(replicas: number, asked: readonly number[], changes: Readonly<Record<number, PodChanges>> = {}) {
  const { members, answer } = setOf(replicas, changes);
  const { session, machineIds } = swept(answer, ...members);
  const answers = await terminate(session, { ...WRITE, machineIds: asked.map((ordinal) => machineIds[ordinal] ?? '') });
  return { answers, patch: session.calls.find(({ action }) => action === 'patch statefulsets')?.request.body };
}

describe('ending pods of a StatefulSet', { tags: ['kubernetes.machines', 'contract'] }, () => {
  const lowered = (replicas: number) => ({ metadata: { uid: 'set', resourceVersion: '12' }, spec: { replicas } });

  it('lowers its number to what is left of it, from the last one down', async () => {
    const { answers, patch } = await endOf(5, [4, 3]);
    expect([answers.map(({ outcome }) => outcome), patch]).toEqual([['accepted', 'accepted'], lowered(3)]);
  });

  it('refuses one that is not the last, and names the one that may go', async () => {
    const { answers, patch } = await endOf(5, [1]);
    expect(patch).toBeUndefined();
    expect(answers).toEqual([
      {
        machineId: 'grid/hw-a-1/uid-hw-a-1',
        outcome: 'failed',
        code: 'NotTheLast',
        message: 'the StatefulSet hw-a gives up its last pod first: return hw-a-4, or hw-a-1 together with all after it',
        retryable: false,
      },
    ]);
  });

  it('ends the last ones and refuses the others of one order', async () => {
    const { answers, patch } = await endOf(4, [0, 3, 2]);
    expect([answers.map(({ outcome }) => outcome), patch]).toEqual([['failed', 'accepted', 'accepted'], lowered(2)]);
  });

  it('passes over last ones that are ending or ended already', async () => {
    const { answers, patch } = await endOf(4, [1], {
      2: { status: { phase: 'Failed' } },
      3: { metadata: { deletionTimestamp: '2026-05-01T12:00:30Z' } },
    });
    expect([answers.map(({ outcome }) => outcome), patch]).toEqual([['accepted'], lowered(1)]);
  });

  it('lowers to none when all are asked for', async () => {
    expect((await endOf(3, [0, 1, 2])).patch).toEqual(lowered(0));
  });
});
