import type { MachineHint } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import type { WatchEvent } from '../../session/session.js';
import { observePod } from '../observe.js';
import { fakeSession } from '../testing/fake-session.js';
import { podObject } from '../testing/objects.js';
import { podFactsOf } from '../wire/pod-facts.js';
import { feed } from './feed.js';

const TAINTED = {
  metadata: { name: 'node-1', resourceVersion: '9' },
  spec: { taints: [{ key: 'cloud.google.com/impending-node-termination', effect: 'NoSchedule', timeAdded: '2026-05-01T12:00:00Z' }] },
};

/** Feeds until each watch has told its events. */
async function fed(events: Readonly<Record<'pods' | 'nodes', readonly WatchEvent[]>>, nodes: readonly unknown[] = []) {
  const stop = new AbortController();
  const hints: MachineHint[] = [];
  let told = 0;
  const session = fakeSession({
    answer: ({ action }) => ({ metadata: { resourceVersion: '1' }, items: action === 'list nodes' ? nodes : [] }),
    watch: async function* watch(action, _request, signal) {
      yield* events[action.endsWith('nodes') ? 'nodes' : 'pods'];
      told += 1;
      if (told === 2) stop.abort();
      await new Promise((resolve) => (signal.aborted ? resolve(undefined) : signal.addEventListener('abort', resolve)));
    },
  });
  await feed(session, { signal: stop.signal, emit: (hint) => hints.push(hint) });
  const pod = podFactsOf(podObject());
  return { hints, reclaim: pod && observePod(session, { default: 'grid', listed: ['grid'] }, pod).reclaim };
}

describe('the feed', { tags: ['kubernetes.watch', 'contract'] }, () => {
  it('hints at each pod that changes, and ends when it is aborted', async () => {
    const { hints } = await fed({ pods: [{ type: 'MODIFIED', object: podObject() }], nodes: [] });
    expect(hints).toEqual([{ machineId: undefined }, { machineId: 'grid/hw-1/uid-hw-1' }]);
  });

  it('shows pods of a node that announced its end as taken away, with the grace that the cloud gives', async () => {
    const reclaim = { reason: 'spot', noticedAtMs: Date.parse('2026-05-01T12:00:00Z'), deadlineAtMs: Date.parse('2026-05-01T12:00:30Z') };
    expect((await fed({ pods: [], nodes: [{ type: 'MODIFIED', object: TAINTED }] })).reclaim).toEqual(reclaim);
    expect((await fed({ pods: [], nodes: [] }, [TAINTED])).reclaim).toEqual(reclaim);
  });

  it('forgets the announcement when the node takes it back, or is gone', async () => {
    for (const last of [
      { type: 'MODIFIED', object: { metadata: { name: 'node-1' }, spec: {} } },
      { type: 'DELETED', object: TAINTED },
    ]) {
      const { hints, reclaim } = await fed({ pods: [], nodes: [{ type: 'MODIFIED', object: TAINTED }, last] });
      expect([reclaim, hints.length]).toEqual([undefined, 3]);
    }
  });
});
