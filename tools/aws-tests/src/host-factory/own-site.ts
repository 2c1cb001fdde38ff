import type { Moto } from '@hostwright/emulators/moto';
import { expect } from 'vitest';
import { openCloud, REGION, type Cloud } from '../cloud/cloud.js';
import { liveMachinesOf, machinesOf } from '../cloud/machines.js';
import { KEYS, templateOf } from '../plugin/connection.js';
import type { Dialect, Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import { Site } from '../../../../apps/host-factory/test/e2e/harness/installed/site.js';
import { INSTANCE } from './vendor-files.js';

/** The shortest times that a site may choose. */
const TIMING = {
  sweepIntervalMs: 1_000,
  busySweepIntervalMs: 500,
  attemptWindowMs: 1_000,
  transportDeadlineMs: 10_000,
  requestDeadlineMs: 300_000,
  retryMinMs: 50,
  retryMaxMs: 500,
  breakerMinMs: 200,
  breakerMaxMs: 1_000,
};

/** Where a deployment is played. */
interface Stage {
  readonly moto: Moto;
  readonly program: Program;
  readonly dialect: Dialect;
}

/** A deployment of our own configuration on an account of its own. At the end everything is given back, and nothing may be left. */
export async function playOwnSite({ moto, program, dialect }: Stage, scene: (site: Site, cloud: Cloud) => Promise<void>): Promise<void> {
  const cloud = await openCloud(moto);
  const configuration = {
    version: 1,
    plugins: { directory: program.root },
    timing: TIMING,
    connections: [{ name: 'cloud', provider: 'aws', settings: { region: REGION, endpoint: cloud.proxy.url, credentials: KEYS } }],
    templates: [{ templateId: 'grid', maxNumber: 50, attributes: { ncpus: 2, nram: 8_192 }, ...templateOf(cloud) }],
  };
  const site = new Site(program, dialect, INSTANCE[dialect], () => ({ 'conf/hostwright.json': configuration }));
  try {
    await scene(site, cloud);
    const left = await liveMachinesOf(cloud.place);
    if (left.length > 0) await site.giveBack(left.map(({ id }) => ({ machineId: id, name: '' })));
    expect(await liveMachinesOf(cloud.place)).toEqual([]);
  } finally {
    await site.dispose();
    await cloud.close();
  }
}

/** These machines are all that ever existed. */
export async function expectNoOthers(cloud: Cloud, machines: readonly { readonly machineId: string }[]): Promise<void> {
  expect((await machinesOf(cloud.place)).map(({ id }) => id).toSorted()).toEqual(machines.map(({ machineId }) => machineId).toSorted());
}
