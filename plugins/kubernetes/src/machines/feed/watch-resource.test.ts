import { ProviderError } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import type { WatchEvent } from '../../session/session.js';
import { fakeSession, type FakeParts, type FakeSession } from '../testing/fake-session.js';
import { watchResource } from './watch-resource.js';

type Life = (signal: AbortSignal) => AsyncIterable<WatchEvent>;

const event = (type: string, version: string): WatchEvent => ({ type, object: { metadata: { name: 'x', resourceVersion: version } } });
const EXPIRED: WatchEvent = {
  type: 'ERROR',
  object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
};

/** A watch that brings these and ends as a server ends it. */
const bringing = (...events: readonly WatchEvent[]): Life =>
  async function* bring() {
    yield* events;
  };

/** Lives of one watch after another; then the test is over. */
async function watched(lives: readonly Life[], parts: FakeParts = {}) {
  const stop = new AbortController();
  const versions: (string | undefined)[] = [];
  const told: string[] = [];
  let lists = 0;
  const session: FakeSession = fakeSession({
    answer: () => ({ metadata: { resourceVersion: `list-${(lists += 1)}` }, items: [] }),
    watch: (_action, { query }, signal) => {
      versions.push(query?.['resourceVersion']);
      const life = lives[versions.length - 1];
      if (life !== undefined) return life(signal);
      stop.abort();
      return bringing()(signal);
    },
    ...parts,
  });
  await watchResource(session, {
    resource: 'pods',
    path: '/api/v1/pods',
    labelSelector: 'hostwright-deployment',
    onEvent: ({ type }) => told.push(type),
    onGap: () => told.push('gap'),
    signal: stop.signal,
  });
  return { session, versions, told, lists };
}

describe('a watch', { tags: ['kubernetes.watch', 'contract'] }, () => {
  it('begins where a list of one object stands, and says first that anything may have changed', async () => {
    const { session, versions, told } = await watched([bringing(event('ADDED', '5'))]);
    expect([versions[0], told]).toEqual(['list-1', ['gap', 'ADDED']]);
    expect(session.calls[0]?.request.query).toEqual({ limit: '1', labelSelector: 'hostwright-deployment' });
  });

  it('goes on where the last one ended, however it ended, and by bookmarks where nothing happened', async () => {
    const broken: Life = async function* broken() {
      yield event('MODIFIED', '12');
      throw new ProviderError('Unavailable', 'the connection broke');
    };
    const { versions, told, lists } = await watched([bringing(event('ADDED', '5')), bringing(event('BOOKMARK', '9')), broken, bringing()]);
    expect([versions, told, lists]).toEqual([['list-1', '5', '9', '12', '12'], ['gap', 'ADDED', 'MODIFIED'], 1]);
  });

  it.each([
    ['in its stream', bringing(event('ADDED', '5'), EXPIRED)],
    [
      'when it is opened',
      (): AsyncIterable<WatchEvent> => {
        throw new ProviderError('NotFound', 'too old', { code: 'Expired' });
      },
    ],
  ])('begins anew when its version is known no more, told %s: there is a gap', async (_, life) => {
    const { versions, told, lists } = await watched([life, bringing(event('ADDED', '40'))]);
    expect([versions, lists, told.filter((word) => word === 'gap').length]).toEqual([['list-1', 'list-2', '40'], 2, 2]);
  });

  it('waits longer and longer for a server that ends every watch at once', async () => {
    const { session } = await watched(Array.from({ length: 8 }, () => bringing()));
    // 0.5, 1, 2, 4, 8, 16, 30 and 30 seconds, each less a quarter by the jitter of the test.
    expect(session.nowMs).toBe(1_000_000 + 0.75 * (500 + 1_000 + 2_000 + 4_000 + 8_000 + 16_000 + 30_000 + 30_000));
  });

  it('is tried again more and more rarely where it is forbidden, with one word about it, and goes on once it is allowed', async () => {
    const refuse: Life = () => {
      throw new ProviderError('PermissionDenied', 'watch pods');
    };
    const { session, told } = await watched([...Array.from({ length: 14 }, () => refuse), bringing(event('ADDED', '5'))]);
    expect([session.logLines.length, told]).toEqual([1, ['gap', 'ADDED']]);
    expect(session.logLines[0]).toContain('info: it may not be watched');
    expect(session.nowMs).toBeGreaterThan(1_000_000 + 4 * 0.75 * 300_000);
  });
});
