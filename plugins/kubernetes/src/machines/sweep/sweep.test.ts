import { ProviderError, type SweepEvent } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../errors/status.js';
import type { Namespaces } from '../../session/namespaces.js';
import { memoryOf } from '../memory.js';
import { fakeSession, READ, type Answer, type FakeSession } from '../testing/fake-session.js';
import { HEADER, listOfObjects, podObject } from '../testing/objects.js';
import { sweep } from './sweep.js';

const OURS = { kind: 'deployment', deploymentId: HEADER.deploymentId } as const;

async function swept(session: FakeSession) {
  const events: SweepEvent[] = [];
  for await (const event of sweep(session, { ...READ, scope: OURS })) events.push(event);
  const pages = events.filter((event) => event.type === 'page');
  return {
    ids: pages.flatMap(({ machines }) => machines.map(({ machineId }) => machineId)),
    groups: pages.flatMap(({ groups }) => groups.map(({ groupRef }) => groupRef)),
    covered: pages.flatMap(({ coveredShards }) => coveredShards),
    end: events.find((event) => event.type === 'end'),
  };
}

function countsOf({ calls }: FakeSession): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(calls, ({ action }) => action)].map(([action, some]) => [action, some.length]));
}

/** A cluster that holds so many pods in each namespace, and answers lists in chunks as they are asked for. */
function clusterOf(pods: Readonly<Record<string, number>>, special: Answer = () => undefined): Answer {
  const all = Object.entries(pods).flatMap(([namespace, count]) =>
    Array.from({ length: count }, (_, index) => podObject({ namespace, name: `hw-${index}`, uid: `${namespace}-${index}` })),
  );
  return (call) => {
    const answer = special(call);
    if (answer !== undefined) return answer;
    if (call.action !== 'list pods') return listOfObjects([]);
    const [, namespace] = /namespaces\/([^/]+)\//.exec(call.request.path) ?? [];
    const mine = all.filter(({ metadata }) => namespace === undefined || metadata.uid.startsWith(`${namespace}-`));
    const from = Number(call.request.query?.['continue'] ?? 0);
    const next = from + Number(call.request.query?.['limit']);
    return listOfObjects(mine.slice(from, next), next < mine.length ? String(next) : undefined);
  };
}

const named = (...listed: string[]): Namespaces => ({ default: listed[0] ?? '', listed });

describe('a sweep', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it.each<[Readonly<Record<string, number>>, Namespaces, number]>([
    [{ grid: 0 }, named('grid'), 1],
    [{ grid: 500 }, named('grid'), 1],
    [{ grid: 501 }, named('grid'), 2],
    [{ grid: 10_000 }, named('grid'), 20],
    [{ grid: 600, risk: 10, idle: 0 }, named('grid', 'risk', 'idle'), 4],
    [{ grid: 600, risk: 600 }, { default: 'grid', listed: 'all' } satisfies Namespaces, 3],
  ])(
    'of pods %j takes one list for each 500 of a namespace, and once in a while one for each kind of group',
    async (pods, namespaces, lists) => {
      const session = fakeSession({ answer: clusterOf(pods), namespaces });
      const places = namespaces.listed === 'all' ? 1 : namespaces.listed.length;
      const total = Object.values(pods).reduce((sum, count) => sum + count, 0);
      expect((await swept(session)).ids).toHaveLength(total);
      expect(countsOf(session)).toEqual({
        'list pods': lists,
        'list jobs': places,
        'list deployments': places,
        'list statefulsets': places,
      });
      session.calls.length = 0;
      session.nowMs += 30_000;
      expect((await swept(session)).end).toMatchObject({ outcome: 'complete' });
      expect(countsOf(session)).toEqual({ 'list pods': lists });
    },
  );

  it('lists a kind of group each time while there are some', async () => {
    const job = { metadata: { ...podObject().metadata, name: 'hw-a' }, spec: {} };
    const session = fakeSession({ answer: ({ action }) => listOfObjects(action === 'list jobs' ? [job] : []) });
    expect((await swept(session)).groups).toEqual(['grid/job/hw-a']);
    session.calls.length = 0;
    expect((await swept(session)).groups).toEqual(['grid/job/hw-a']);
    expect(countsOf(session)).toEqual({ 'list jobs': 1, 'list pods': 1 });
  });

  it('asks for consistent lists of what carries our label, and looks again at what it gets', async () => {
    const foreign = podObject({ name: 'foreign', header: { ...HEADER, deploymentId: 'other' } });
    const session = fakeSession({ answer: ({ action }) => listOfObjects(action === 'list pods' ? [foreign, podObject(), null] : []) });
    expect((await swept(session)).ids).toEqual(['grid/hw-1/uid-hw-1']);
    expect(session.calls.find(({ action }) => action === 'list pods')?.request.query).toEqual({
      limit: '500',
      labelSelector: `hostwright-deployment=${HEADER.deploymentId}`,
    });
  });

  it('goes on with the place that the server offers when the one it had expired, and shows each machine once', async () => {
    let refused = false;
    const answer = clusterOf({ grid: 1_200 }, ({ action, request }) => {
      if (action !== 'list pods' || request.query?.['continue'] !== '500' || refused) return undefined;
      refused = true;
      const cause = new Refusal({ code: 410, reason: 'Expired', metadata: { continue: '400' } });
      throw new ProviderError('NotFound', 'the place expired', { code: 'Expired', cause });
    });
    const { ids, end, covered } = await swept(fakeSession({ answer }));
    expect([ids.length, new Set(ids).size, end?.outcome, covered]).toEqual([1_200, 1_200, 'complete', ['grid']]);
  });

  it('begins the list anew when the server offers no place to go on, and gives up when that happens again and again', async () => {
    let left = 1;
    const expire: Answer = ({ action, request }) => {
      if (action !== 'list pods' || request.query?.['continue'] === undefined || left === 0) return undefined;
      left -= 1;
      throw new ProviderError('NotFound', 'the place expired', { code: 'Expired' });
    };
    const { ids, end } = await swept(fakeSession({ answer: clusterOf({ grid: 700 }, expire) }));
    expect([ids.length, new Set(ids).size, end?.outcome]).toEqual([700, 700, 'complete']);
    left = 100;
    expect(await swept(fakeSession({ answer: clusterOf({ grid: 700 }, expire) }))).toMatchObject({
      end: { outcome: 'partial' },
      covered: [],
    });
  });

  it('covers the namespaces that it may list, and is partial for those that it may not', async () => {
    const answer = clusterOf({ grid: 1, risk: 1, desk: 1 }, ({ request }) => {
      if (!request.path.includes('/risk/')) return undefined;
      throw new ProviderError('PermissionDenied', 'list pods in risk');
    });
    const { ids, covered, end } = await swept(fakeSession({ answer, namespaces: named('grid', 'risk', 'desk') }));
    expect([ids.length, covered, end]).toEqual([
      2,
      ['grid', 'desk'],
      { type: 'end', outcome: 'partial', message: 'not everything could be listed: list pods in risk' },
    ]);
  });

  it('is failed when not even its first page can be read', async () => {
    const answer: Answer = () => {
      throw new ProviderError('Credentials', 'the token expired');
    };
    await expect(swept(fakeSession({ answer }))).rejects.toMatchObject({ errorClass: 'Credentials' });
  });

  it('is partial when a page in its middle cannot be read, and asks no further namespace', async () => {
    const answer = clusterOf({ grid: 700, risk: 1 }, ({ action, request }) => {
      if (action !== 'list pods' || request.query?.['continue'] === undefined) return undefined;
      throw new ProviderError('Unavailable', 'the server is gone');
    });
    const session = fakeSession({ answer, namespaces: named('grid', 'risk') });
    const { covered, end } = await swept(session);
    expect([covered, end?.outcome, session.calls.some(({ request }) => request.path.includes('/risk/'))]).toEqual([[], 'partial', false]);
  });

  it('is complete where kinds of groups may not be listed of which none is known: who may not list them makes none', async () => {
    const answer = clusterOf({ grid: 1 }, ({ action }) => {
      if (action === 'list pods') return undefined;
      throw new ProviderError('PermissionDenied', action);
    });
    expect(await swept(fakeSession({ answer }))).toMatchObject({ end: { outcome: 'complete' }, covered: ['grid'] });
  });

  it('has one shard for all namespaces that are listed as one', async () => {
    const session = fakeSession({ answer: clusterOf({ grid: 1, risk: 1 }), namespaces: { default: 'grid', listed: 'all' } });
    expect((await swept(session)).covered).toEqual(['*']);
    expect(session.calls.map(({ request }) => request.path)).toContain('/api/v1/pods');
  });

  it('keeps nothing in mind of machines that are gone', async () => {
    let pods = [podObject(), podObject({ name: 'hw-2' })];
    const session = fakeSession({ answer: ({ action }) => listOfObjects(action === 'list pods' ? pods : []) });
    await swept(session);
    pods = pods.slice(1);
    await swept(session);
    expect([...memoryOf(session).groups.keys()]).toEqual(['grid/hw-2/uid-hw-2']);
  });
});
