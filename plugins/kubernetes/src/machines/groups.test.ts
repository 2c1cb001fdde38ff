import { describe, expect, it } from 'vitest';
import { adoptMachines } from './adopt/adopt.js';
import { membersOf } from './adopt/members.js';
import { cleanUp } from './clean-up.js';
import { fakeSession, notFound, READ, type Answer } from './testing/fake-session.js';
import { HEADER, listOfObjects, podObject, WRITE } from './testing/objects.js';

const JOB = {
  metadata: { ...podObject().metadata, name: 'hw-a', uid: 'job' },
  spec: { parallelism: 2, selector: { matchLabels: { a: 'b' } } },
};
const member = (name: string, status = {}) => podObject({ name, owner: { kind: 'Job', name: 'hw-a' }, status });
const none: Answer = () => {
  throw notFound();
};

describe('deleting what is left behind', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('deletes that very group, with what is left of its pods', async () => {
    const session = fakeSession({ answer: () => JOB });
    await cleanUp(session, { ...WRITE, ref: 'grid/job/hw-a', kind: 'job' });
    expect(session.calls.at(-1)).toMatchObject({
      action: 'delete jobs',
      request: {
        method: 'DELETE',
        path: '/apis/batch/v1/namespaces/grid/jobs/hw-a',
        body: { preconditions: { uid: 'job' }, propagationPolicy: 'Background' },
      },
    });
  });

  it('leaves alone what has the name and is another’s', async () => {
    const session = fakeSession({ answer: () => ({ metadata: { name: 'hw-a', namespace: 'grid', uid: 'x' } }) });
    await cleanUp(session, { ...WRITE, ref: 'grid/job/hw-a', kind: 'job' });
    expect(session.calls.map(({ action }) => action)).toEqual(['get jobs']);
    expect(session.logLines).toHaveLength(1);
  });

  it('succeeds when it is gone already', async () => {
    await expect(cleanUp(fakeSession({ answer: none }), { ...WRITE, ref: 'grid/job/hw-a', kind: 'job' })).resolves.toBeUndefined();
    await expect(cleanUp(fakeSession({ answer: none }), { ...WRITE, ref: 'grid/hw-1/uid', kind: 'ended-pod' })).resolves.toBeUndefined();
  });

  it('deletes that very pod which ended', async () => {
    const session = fakeSession({ answer: () => ({}) });
    await cleanUp(session, { ...WRITE, ref: 'grid/hw-1/uid', kind: 'ended-pod' });
    expect(session.calls).toMatchObject([{ action: 'delete pods', request: { body: { preconditions: { uid: 'uid' } } } }]);
  });

  it.each([
    ['grid/job/hw-a', 'deployment'],
    ['nonsense', 'job'],
    ['nonsense', 'ended-pod'],
    ['../job/x', 'job'],
  ])('knows nothing named %s of kind %s', async (ref, kind) => {
    await expect(cleanUp(fakeSession(), { ...WRITE, ref, kind })).rejects.toMatchObject({ errorClass: 'Unsupported' });
  });
});

describe('members of a group', { tags: ['kubernetes.machines', 'contract'] }, () => {
  const jobOf =
    (...pods: readonly unknown[]): Answer =>
    ({ action }) =>
      action === 'list pods' ? listOfObjects(pods) : JOB;

  it('are its living pods, and all of them once there are as many as it wants', async () => {
    const foreign = podObject({ name: 'foreign' });
    const session = fakeSession({ answer: jobOf(member('x'), member('y'), member('z', { phase: 'Failed' }), foreign) });
    expect(await membersOf(session, { ...READ, groupRef: 'grid/job/hw-a' })).toEqual({
      machineIds: ['grid/x/uid-x', 'grid/y/uid-y'],
      complete: true,
    });
    expect(session.calls.at(-1)?.request.query).toMatchObject({ labelSelector: 'a=b' });
    expect((await membersOf(fakeSession({ answer: jobOf(member('x')) }), { ...READ, groupRef: 'grid/job/hw-a' })).complete).toBe(false);
  });

  it('of no group are refused', async () => {
    await expect(membersOf(fakeSession(), { ...READ, groupRef: 'grid/job/none' })).rejects.toMatchObject({ errorClass: 'NotFound' });
    await expect(membersOf(fakeSession(), { ...READ, groupRef: 'no-such-group' })).rejects.toMatchObject({ errorClass: 'Unsupported' });
  });
});

describe('taking pods over', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('labels that very pod and changes nothing else, and takes away what would win over a label', async () => {
    const session = fakeSession({ answer: () => ({}) });
    const answers = await adoptMachines(session, {
      ...WRITE,
      machineIds: ['grid/x/uid-x', 'nonsense'],
      tags: [{ key: 'owner', value: 'grid' }],
    });
    expect(answers).toEqual([
      { machineId: 'grid/x/uid-x', outcome: 'adopted' },
      { machineId: 'nonsense', outcome: 'not-found' },
    ]);
    expect(session.calls).toMatchObject([
      {
        action: 'patch pods',
        request: {
          contentType: 'application/merge-patch+json',
          body: {
            metadata: {
              uid: 'uid-x',
              labels: { owner: 'grid', 'hostwright-intent': HEADER.intentId },
              annotations: { 'hostwright-intent': null },
            },
          },
        },
      },
    ]);
  });
});
