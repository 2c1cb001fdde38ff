import { describe, expect, it } from 'vitest';
import { apiServers, refusal, type WireAnswer, type WireRequest } from './testing/api-server.js';
import { failureOf } from './testing/failure-of.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from './testing/test-session.js';

const start = apiServers();
const forbidden = refusal(
  403,
  'Forbidden',
  'namespaces "kube-system" is forbidden: User "u" cannot get resource "namespaces" in API group "" in the namespace "kube-system"',
);

/** A cluster whose namespaces have these uids; the others may not be read. */
const cluster =
  (
    uids: Readonly<Record<string, string>>,
    review: WireAnswer = { body: { status: { userInfo: { username: 'system:serviceaccount:grid:hf' } } } },
  ) =>
  ({ path }: WireRequest): WireAnswer => {
    if (path.endsWith('/selfsubjectreviews')) return review;
    const uid = uids[path.split('/').at(-1) ?? ''];
    return uid === undefined ? forbidden : { body: { metadata: { uid } } };
  };

describe('the identity of a connection', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('is the cluster’s uid and the user’s name', async () => {
    const server = await start(cluster({ 'kube-system': 'uid-1' }));
    const { session } = testSession({ server: server.url });
    expect(await session.identity(readInput())).toEqual({
      account: 'uid-1',
      region: 'cluster',
      principal: 'system:serviceaccount:grid:hf',
    });
    expect(server.requests.find(({ method }) => method === 'POST')?.body).toContain('"SelfSubjectReview"');
  });

  it('is asked for again only when another cluster may stand there', async () => {
    const server = await start(cluster({ 'kube-system': 'uid-1' }));
    const { session, context } = testSession({ server: server.url });
    await session.identity(readInput());
    await session.identity(readInput());
    expect(server.requests).toHaveLength(2);
    context.shiftMs = 61_000;
    await session.identity(readInput());
    expect(server.requests).toHaveLength(4);
  });

  it('is never guessed where kube-system may not be read: the error names both ways out', async () => {
    const server = await start(cluster({ grid: 'uid-2' }));
    const error = await failureOf(testSession({ server: server.url, namespace: 'grid' }).session.identity(readInput()));
    expect(error).toMatchObject({ errorClass: 'PermissionDenied', subject: 'get namespaces kube-system' });
    expect(error.message).toMatch(/allow get of it, or set identity to namespace$/);
  });

  it('is the own namespace’s uid where the settings say so', async () => {
    const server = await start(cluster({ grid: 'uid-2' }));
    const { session } = testSession({ server: server.url, namespace: 'grid', identity: 'namespace' });
    expect(await session.identity(readInput())).toMatchObject({ account: 'uid-2' });
  });

  it.each([refusal(404, 'NotFound', 'the server could not find the requested resource'), refusal(403, 'Forbidden', 'no')])(
    'has no user’s name where the server does not tell it',
    async (review) => {
      const server = await start(cluster({ 'kube-system': 'uid-1' }, review));
      expect((await testSession({ server: server.url }).session.identity(readInput())).principal).toBeUndefined();
    },
  );

  it('is none where the server names no uid', async () => {
    const server = await start(() => ({ body: {} }));
    expect(await failureOf(testSession({ server: server.url }).session.identity(readInput()))).toMatchObject({ errorClass: 'Unavailable' });
  });
});
