import { ProviderError } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { inspect } from './inspect.js';
import { CLUSTER, fakeSession, notFound, READ, SERVER_TIME_MS, type Answer } from './testing/fake-session.js';
import { listOfObjects, podObject } from './testing/objects.js';

const IDS = ['grid/hw-1/uid-hw-1', 'grid/hw-2/uid-hw-2', 'nonsense'];

const only =
  (name: string): Answer =>
  ({ action, request }) => {
    if (action === 'list pods') return listOfObjects([]);
    if (request.path.endsWith(`/${name}`)) return podObject({ name });
    throw notFound();
  };

describe('an inspection', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('answers each machine, and names those that are unknown or can be none', async () => {
    const {
      machines,
      notFound: absent,
      identity,
      providerTimeMs,
    } = await inspect(fakeSession({ answer: only('hw-1') }), { ...READ, machineIds: IDS });
    expect([machines.map(({ machineId }) => machineId), absent]).toEqual([[IDS[0]], [IDS[1], 'nonsense']]);
    expect([identity, providerTimeMs]).toEqual([CLUSTER, SERVER_TIME_MS]);
  });

  it('takes another pod of the same name for another machine', async () => {
    const { machines, notFound: absent } = await inspect(fakeSession({ answer: only('hw-1') }), {
      ...READ,
      machineIds: ['grid/hw-1/older'],
    });
    expect([machines, absent]).toEqual([[], ['grid/hw-1/older']]);
  });

  it('leaves out what it may not read: unknown is not absent', async () => {
    const session = fakeSession({
      answer: ({ request }) => {
        if (request.path.endsWith('/hw-2')) throw new ProviderError('PermissionDenied', 'get pods');
        return podObject();
      },
    });
    const { machines, notFound: absent } = await inspect(session, { ...READ, machineIds: IDS.slice(0, 2) });
    expect([machines.length, absent]).toEqual([1, []]);
  });

  it('is refused when the cluster does not answer, after one call', async () => {
    const session = fakeSession({
      answer: () => {
        throw new ProviderError('Unavailable', 'no route');
      },
    });
    await expect(inspect(session, { ...READ, machineIds: IDS })).rejects.toMatchObject({ errorClass: 'Unavailable' });
    expect(session.calls).toHaveLength(1);
  });
});
