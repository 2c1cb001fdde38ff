import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCloud, type Cloud } from '../cloud/cloud.js';
import { liveMachinesOf } from '../cloud/machines.js';
import { announceReclaim } from '../conformance/announce-reclaim.js';
import { installProgram, type Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import { Site } from '../../../../apps/host-factory/test/e2e/harness/installed/site.js';
import { INSTANCE, VENDOR_SITES, type VendorSite } from './vendor-files.js';

let moto: Moto;
let program: Program;
beforeAll(async () => {
  program = installProgram('aws');
  moto = await startMoto({ validation: true });
});
afterAll(async () => {
  await program.remove();
  await moto.stop();
});

/** A deployment on an account of its own, which ends with the test. */
async function play(vendor: VendorSite, scene: (site: Site, cloud: Cloud) => Promise<void>): Promise<void> {
  const cloud = await openCloud(moto, vendor.region);
  const site = new Site(program, vendor.dialect, INSTANCE[vendor.dialect], (folder) => vendor.files(cloud, folder));
  try {
    await scene(site, cloud);
  } finally {
    await site.dispose();
    await cloud.close();
  }
}

const livingIds = async ({ place }: Cloud): Promise<readonly string[]> => (await liveMachinesOf(place)).map(({ id }) => id).toSorted();

for (const { what } of VENDOR_SITES.filter(({ isAtHand }) => !isAtHand))
  console.warn(`not run here, for want of the files: a site of ${what}`);

describe.each(VENDOR_SITES.filter(({ isAtHand }) => isAtHand))(
  'a site of $what',
  // They wait for the real pace of sweeps, which the vendor's files cannot change: side by side.
  { tags: ['aws.host-factory', 'aws.site-files'], concurrent: true },
  (vendor) => {
    const { templateId } = vendor;

    it('gets machines through the scripts, is told of them, and gives them back: nothing is left', { tags: ['emulated'] }, () =>
      play(vendor, async (site, cloud) => {
        expect((await site.templates()).map((template) => template.templateId)).toContain(templateId);

        const { status, machines, message } = await site.request(templateId, 3);
        expect([status, message]).toEqual(['complete', '']);
        expect(machines).toHaveLength(3);
        for (const machine of machines) {
          expect(machine).toMatchObject({
            result: 'succeed',
            status: 'running',
            privateIpAddress: expect.stringMatching(/^\d+(\.\d+){3}$/) as unknown,
          });
          expect(machine.name).not.toBe('');
        }
        expect(await livingIds(cloud)).toEqual(machines.map(({ machineId }) => machineId).toSorted());
        const tags = (await liveMachinesOf(cloud.place)).map((machine) => machine.tags.map(({ key }) => key));
        for (const keys of tags) expect(keys).toEqual(expect.arrayContaining(['hostwright-deployment', 'hostwright-intent']));

        const [first, ...others] = machines;
        await site.giveBack(machines.slice(0, 1));
        expect(await livingIds(cloud)).toEqual(others.map(({ machineId }) => machineId).toSorted());
        await site.giveBack(others);
        expect(await livingIds(cloud)).toEqual([]);
        // What was returned may be returned again.
        await site.giveBack([first!]);
      }),
    );

    it('is told which machine AWS takes back, and gives it back', { tags: ['aws.reclaim', 'simulated'] }, () =>
      play(vendor, async (site, cloud) => {
        const { machines } = await site.request(templateId, 2);
        const [taken, kept] = machines;
        announceReclaim(cloud.proxy, taken!.machineId);
        const wanted = await site.wantedBack(machines);
        expect(wanted.map(({ machineId }) => machineId)).toEqual([taken!.machineId]);
        expect(wanted[0]!.gracePeriod).toBeLessThanOrEqual(120);
        await site.giveBack([kept!]);
        expect(await livingIds(cloud)).toEqual([taken!.machineId]);
      }),
    );
  },
);
