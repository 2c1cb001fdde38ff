import { runConformance } from '@hostwright/provider-conformance';
import { subject } from '@hostwright/provider-mock/conformance';
import { describe, expect, it } from 'vitest';
import { EXPECTED } from './planted/expected.js';
import { FAULTS } from './planted/faults.js';
import { plant } from './planted/plant.js';

/** Enough for several pages; the case of long listings needs its full size only for a real cloud. */
const MANY_MACHINES = 60;

describe('a plugin with a planted fault', { tags: ['proof.planted-faults', 'simulated'] }, () => {
  it.each(Object.entries(FAULTS))('%s: fails exactly the cases about that', async (name, fault) => {
    const { results } = await runConformance({ ...plant(subject, fault), manyMachines: MANY_MACHINES });
    const failed = results.filter(({ outcome }) => outcome.kind === 'failed');
    expect(failed.map(({ id }) => id)).toEqual(EXPECTED[name]);
    for (const { outcome } of failed) expect(outcome.kind === 'failed' && outcome.message, 'each says what is wrong').toMatch(/\S{3}/);
  });

  it('is planted at least twelve times, each for another rule', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(FAULTS));
    expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(12);
    expect(new Set(Object.values(EXPECTED).map((ids) => ids.join())).size).toBeGreaterThanOrEqual(Object.keys(FAULTS).length - 2);
  });
});
