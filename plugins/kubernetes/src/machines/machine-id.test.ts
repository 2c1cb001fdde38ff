import { describe, expect, it } from 'vitest';
import { machineIdOf, placeOf, podPath } from './machine-id.js';

describe('the id of a machine', { tags: ['kubernetes.machines', 'contract'] }, () => {
  it('names namespace, pod and uid', () => {
    const place = { namespace: 'grid', name: 'hw-1.x', uid: '0f0e-11' };
    expect(placeOf(machineIdOf(place))).toEqual(place);
    expect(podPath(place)).toBe('/api/v1/namespaces/grid/pods/hw-1.x');
  });

  it.each([
    '',
    'nonsense',
    'grid/hw-1',
    'grid/../secrets/uid',
    'grid/hw-1/u/x',
    'a b/c/d',
    'grid/hw-1?x=1/uid',
    'grid/UP/uid',
    '/x/y',
    `${'g'.repeat(64)}/x/u`,
  ])('is not %j, which goes into no path', (machineId) => {
    expect(placeOf(machineId)).toBeUndefined();
  });
});
