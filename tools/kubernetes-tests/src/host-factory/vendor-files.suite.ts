import { startKubernetes, type Kubernetes } from '@hostwright/emulators/kubernetes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlace, type Place } from '../cluster/place.js';
import { idOf, isLive, podsOf } from '../cluster/pods.js';
import { until } from '../cluster/until.js';
import { installProgram, type Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import { Site } from '../../../../apps/host-factory/test/e2e/harness/installed/site.js';
import { INSTANCE, VENDOR_SITES, type VendorSite } from './vendor-files.js';

let kubernetes: Kubernetes;
let program: Program;
beforeAll(async () => {
  program = installProgram('kubernetes');
  kubernetes = await startKubernetes({ nodes: 2, audit: 'None' });
});
afterAll(async () => {
  await program.remove();
  await kubernetes.stop();
});

/** A deployment in a namespace of its own, which ends with the test. */
async function play(vendor: VendorSite, scene: (site: Site, place: Place) => Promise<void>): Promise<void> {
  const place = await openPlace(kubernetes);
  const files = await vendor.files(place);
  const site = new Site(program, vendor.dialect, INSTANCE[vendor.dialect], () => files);
  try {
    await scene(site, place);
  } finally {
    await site.dispose();
    await place.close();
  }
}

const livingIds = async (place: Place): Promise<readonly string[]> => (await podsOf(place)).filter(isLive).map(idOf).toSorted();

async function untilOnly(place: Place, ids: readonly string[]): Promise<void> {
  await until(`only ${ids.length} pods live`, async () => JSON.stringify(await livingIds(place)) === JSON.stringify(ids.toSorted()));
}

for (const { what } of VENDOR_SITES.filter(({ isAtHand }) => !isAtHand))
  console.warn(`not run here, for want of the files: a site of ${what}`);

describe.each(VENDOR_SITES.filter(({ isAtHand }) => isAtHand))(
  'a site of $what',
  { tags: ['kubernetes.machines', 'kubernetes.site-files', 'real'], concurrent: true },
  (vendor) => {
    it('gets machines through the scripts, is told of them, and gives them back: nothing is left', () =>
      play(vendor, async (site, place) => {
        expect((await site.templates()).map(({ templateId }) => templateId)).toContain(vendor.templateId);
        const { status, machines, message } = await site.request(vendor.templateId, 3);
        expect([status, message]).toEqual(['complete', '']);
        expect(machines).toHaveLength(3);
        for (const machine of machines) {
          expect(machine).toMatchObject({
            result: 'succeed',
            status: 'running',
            privateIpAddress: expect.stringMatching(/^\d+(\.\d+){3}$/) as unknown,
          });
        }
        const pods = await podsOf(place);
        expect(pods.map(({ metadata }) => metadata.name).toSorted()).toEqual(machines.map(({ name }) => name).toSorted());
        for (const { metadata } of pods) expect(metadata.labels).toMatchObject(vendor.podLabels);
        const [first, ...others] = machines;
        await site.giveBack(machines.slice(0, 1));
        await untilOnly(
          place,
          others.map(({ machineId }) => machineId),
        );
        await site.giveBack(others);
        await untilOnly(place, []);
        // What was returned may be returned again.
        await site.giveBack([first!]);
      }));
  },
);
