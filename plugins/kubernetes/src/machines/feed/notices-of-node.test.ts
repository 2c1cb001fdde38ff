import { describe, expect, it } from 'vitest';
import { noticeOfNode } from './notices-of-node.js';

const AT = Date.parse('2026-05-01T12:00:00Z');
const tainted = (key: string, timeAdded?: string) => ({
  metadata: { name: 'n' },
  spec: { taints: [{ key: 'other' }, { key, timeAdded }] },
});

describe('what a node says of its own end', { tags: ['kubernetes.watch', 'contract'] }, () => {
  it.each([
    ['cloud.google.com/impending-node-termination', 'spot', 30_000],
    ['aws-node-termination-handler/spot-itn', 'spot', 120_000],
    ['aws-node-termination-handler/scheduled-maintenance', 'maintenance', undefined],
    ['karpenter.sh/disrupted', 'maintenance', undefined],
    ['ToBeDeletedByClusterAutoscaler', 'maintenance', undefined],
    ['node.kubernetes.io/out-of-service', 'eviction', undefined],
  ])('by the taint %s is %s', (key, reason, graceMs) => {
    const notice = { reason, noticedAtMs: AT, deadlineAtMs: graceMs === undefined ? undefined : AT + graceMs };
    expect(noticeOfNode(tainted(key, '2026-05-01T12:00:00Z'), AT + 5_000)).toEqual({ name: 'n', notice });
    expect(noticeOfNode(tainted(key), AT)?.notice?.noticedAtMs).toBe(AT);
  });

  it('is its deletion, too', () => {
    expect(noticeOfNode({ metadata: { name: 'n', deletionTimestamp: '2026-05-01T12:00:00Z' } }, 0)?.notice?.reason).toBe('maintenance');
  });

  it.each([
    [{ metadata: { name: 'n' } }],
    [tainted('node.kubernetes.io/not-ready')],
    [{ metadata: { name: 'n' }, spec: { taints: 'none' } }],
  ])('is nothing in %j', (node) => {
    expect(noticeOfNode(node, 0)).toEqual({ name: 'n', notice: undefined });
  });

  it.each([[undefined], [{}], [{ metadata: { name: '' } }]])('is said by nobody in %j', (node) => {
    expect(noticeOfNode(node, 0)).toBeUndefined();
  });
});
