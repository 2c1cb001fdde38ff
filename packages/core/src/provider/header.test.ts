import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IntentHeader } from '../domain/intent.js';
import { HEADER_KEYS, headerOfTags, RESERVED_TAG_KEYS, tagsOfHeader, templateTag } from './header.js';

const id = fc.stringMatching(/^[a-z0-9-]{1,63}$/);
const counter = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const header: fc.Arbitrary<IntentHeader> = fc.record({
  deploymentId: id,
  incarnation: id,
  requestId: id,
  intentId: id,
  sequence: counter,
  generation: counter,
});
const GOOD: IntentHeader = { deploymentId: 'd-1', incarnation: 'i-1', requestId: 'req-1', intentId: 'int-1', sequence: 7, generation: 2 };

describe('the header in tags', { tags: ['engine.tags', 'real'] }, () => {
  it('is read back as it was written, whatever the order and whatever other tags there are', () => {
    const others = fc.array(fc.record({ key: fc.string().map((key) => `user-${key}`), value: fc.string() }));
    fc.assert(
      fc.property(header, others, fc.infiniteStream(fc.nat()), (written, foreign, order) => {
        const tags = [...tagsOfHeader(written), ...foreign].map((tag) => ({ tag, at: order.next().value as number }));
        const shuffled = tags.toSorted((a, b) => a.at - b.at).map(({ tag }) => tag);
        expect(headerOfTags(shuffled)).toEqual(written);
      }),
    );
  });

  it('has keys and values that every cloud accepts as labels', () => {
    fc.assert(
      fc.property(header, (written) => {
        for (const { key, value } of tagsOfHeader(written)) {
          expect(key).toMatch(/^[a-z][a-z0-9-]{0,62}$/);
          expect(value).toMatch(/^[a-z0-9-]{1,63}$/);
        }
      }),
    );
  });

  it.each(Object.values(HEADER_KEYS))('is none when %s is missing', (key) => {
    expect(headerOfTags(tagsOfHeader(GOOD).filter((tag) => tag.key !== key))).toBeUndefined();
  });

  it.each([
    [HEADER_KEYS.deploymentId, ['', 'A-1', 'a b', 'a_b', 'x'.repeat(64), 'd-1\n']],
    [HEADER_KEYS.requestId, ['', 'REQ-1', 'req/1']],
    [HEADER_KEYS.sequence, ['', '0', '-1', '1.5', '01', '1e3', ' 1', '9007199254740993', 'NaN']],
    [HEADER_KEYS.generation, ['', '0', 'two', '0x1']],
  ])('is none when %s is malformed: such an object is not ours to touch', (key, values) => {
    const read = values.filter(
      (value) => headerOfTags(tagsOfHeader(GOOD).map((tag) => (tag.key === key ? { key, value } : tag))) !== undefined,
    );
    expect(read).toEqual([]);
  });

  it('is none for an object without tags', () => {
    expect(headerOfTags([])).toBeUndefined();
  });
});

describe('the tag of a template', () => {
  it('has a value that every cloud takes, whatever the id holds, and is nobody else’s to set', () => {
    fc.assert(
      fc.property(fc.string(), (templateId) => {
        const { key, value } = templateTag(templateId);
        expect(value).toMatch(/^[a-z0-9-]{1,63}$/);
        expect(RESERVED_TAG_KEYS).toContain(key);
      }),
    );
  });

  it('tells ids apart, and leaves the header as it is', () => {
    expect(templateTag('small')).not.toEqual(templateTag('Small'));
    expect(headerOfTags([...tagsOfHeader(GOOD), templateTag('small')])).toEqual(GOOD);
  });
});
