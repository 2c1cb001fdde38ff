import { describe, expect, it } from 'vitest';
import { createSharing } from './share-values.js';
import { anObserved } from './testing/builders.js';

/** As a plugin reads it: no two machines have an object in common. */
const read = (overrides: Parameters<typeof anObserved>[0] = {}) =>
  structuredClone(anObserved({ tags: [{ key: 'owner', value: 'grid' }], ...overrides }));

describe('machines of one listing', () => {
  it('share header, tags and status where they are the same', () => {
    const share = createSharing();
    const [first, second] = [share(read({ machineId: 'm-1' })), share(read({ machineId: 'm-2' }))];
    expect(second).toEqual(read({ machineId: 'm-2' }));
    expect(second.header).toBe(first.header);
    expect(second.tags).toBe(first.tags);
    expect(second.status).toBe(first.status);
  });

  it.each([
    ['another tag', { tags: [{ key: 'owner', value: 'somebody else' }] }],
    ['a tag more', { tags: [] }],
    ['another generation under the same intent', { header: { ...anObserved().header!, generation: 9 } }],
    ['another state under the same word', { status: { unified: 'stopped', raw: anObserved().status.raw } }],
    ['no header', { header: undefined }],
  ] as const)('keep what differs: %s', (_case, overrides) => {
    const share = createSharing();
    share(read());
    expect(share(read(overrides))).toEqual(read(overrides));
  });
});
