import { tagsOfHeader } from '@hostwright/core/provider';
import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEADER } from '../testing/objects.js';
import { isInScope, marksOf, selectorOf, tagProblems, tagsOf } from './labels.js';

/** What a label value may be. Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

function backAndForth(tags: readonly { readonly key: string; readonly value: string }[]) {
  const { labels, annotations } = marksOf(tags);
  return tagsOf({ labels: new Map(Object.entries(labels)), annotations: new Map(Object.entries(annotations)) });
}

const ids = string({ unit: constantFrom('a', '0', '-'), minLength: 1, maxLength: 63 });

describe('tags on objects', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('come back as they were, whatever their values', () => {
    assert(
      property(ids, ids, string(), (deploymentId, requestId, note) => {
        const tags = [...tagsOfHeader({ ...HEADER, deploymentId, requestId }), { key: 'note', value: note }];
        const byKey = new Map(backAndForth(tags).map(({ key, value }) => [key, value]));
        for (const { key, value } of tags) expect(byKey.get(key)).toBe(value);
      }),
    );
  });

  it('are legal labels, with a stand-in for ids that are none, by which lists can be asked for them', () => {
    assert(
      property(ids, (deploymentId) => {
        const { labels } = marksOf(tagsOfHeader({ ...HEADER, deploymentId }));
        for (const value of Object.values(labels)) expect(value).toMatch(LABEL_VALUE);
        expect(selectorOf({ kind: 'deployment', deploymentId })).toBe(`hostwright-deployment=${labels['hostwright-deployment']}`);
      }),
    );
  });

  it('are annotations where no label can hold them', () => {
    const { labels, annotations } = marksOf([
      { key: 'owner', value: 'grid' },
      { key: 'purpose', value: 'risk, overnight' },
    ]);
    expect([labels, annotations['purpose']]).toEqual([{ owner: 'grid' }, 'risk, overnight']);
  });

  it('are all labels, and no annotation of somebody else', () => {
    const seen = tagsOf({
      labels: new Map([['app', 'x']]),
      annotations: new Map([['kubectl.kubernetes.io/last-applied-configuration', '{}']]),
    });
    expect(seen).toEqual([{ key: 'app', value: 'x' }]);
  });

  it.each(['', 'with space', '-x', 'a/b/c', 'UPPER/x', 'x'.repeat(64), 'ключ'])('of the name %j are refused', (key) => {
    expect(tagProblems([{ key, value: 'x' }])).toHaveLength(1);
  });

  it.each(['x', 'Cost.Center_1', 'example.com/owner'])('of the name %j are taken', (key) => {
    expect(tagProblems([{ key, value: 'x' }])).toEqual([]);
  });

  it('belong to a deployment by their exact value', () => {
    const tags = tagsOfHeader(HEADER);
    expect(isInScope(tags, { kind: 'deployment', deploymentId: HEADER.deploymentId })).toBe(true);
    expect(isInScope(tags, { kind: 'deployment', deploymentId: 'other' })).toBe(false);
    expect([isInScope(tags, { kind: 'all-deployments' }), isInScope([], { kind: 'all-deployments' })]).toEqual([true, false]);
  });
});
