import { expiredCredentials, loseCall, refuse, staleStates, throttle, type Fault } from '@hostwright/emulators/fault-proxy';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../apps/host-factory/test/e2e/harness/until.js';
import type { Cloud } from '../cloud/cloud.js';
import { liveMachinesOf, machinesOf } from '../cloud/machines.js';
import { loseSecondPage } from '../conformance/lose-second-page.js';
import { expectNoOthers, playOwnSite } from './own-site.js';
import { installProgram, type Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import type { Site } from '../../../../apps/host-factory/test/e2e/harness/installed/site.js';

let moto: Moto;
let program: Program;
beforeAll(async () => {
  program = installProgram('aws');
  moto = await startMoto();
});
afterAll(async () => {
  await program.remove();
  await moto.stop();
});

function play(scene: (site: Site, cloud: Cloud) => Promise<void>): Promise<void> {
  return playOwnSite({ moto, program, dialect: 'symphony' }, scene);
}

/** Waits until the proxy struck so often. */
async function struck(rule: { readonly strikes: number }, times: number): Promise<void> {
  await until(() => rule.strikes >= times, { what: `${times} calls that fail` });
}

/** All of them run as far as Host Factory is told, and none is wanted back. */
async function expectStillRunning(site: Site, requestId: string, count: number): Promise<void> {
  const { machines } = await site.status(requestId);
  expect(machines.map(({ status, result }) => `${status} ${result}`)).toEqual(Array.from({ length: count }, () => 'running succeed'));
  expect(await site.returnRequests(machines)).toEqual([]);
}

describe('a request whose launch', { tags: ['aws.host-factory', 'aws.launch.once', 'simulated'], concurrent: true }, () => {
  it.each<[string, Fault]>([
    ['is cut off on its way', loseCall()],
    ['is never answered', { kind: 'hang', side: 'before' }],
    ['is never answered though it took effect', { kind: 'hang', side: 'after' }],
  ])('%s is delivered once', (_what, fault) =>
    play(async (site, cloud) => {
      const rule = cloud.proxy.rule({ on: 'CreateFleet', fault });
      const machines = await site.delivered('grid', 3);
      expect(rule.strikes).toBe(1);
      await expectNoOthers(cloud, machines);
    }),
  );

  it.each([400, 500])('is refused for want of capacity with status %i is delivered by another way to launch', (status) =>
    play(async (site, cloud) => {
      cloud.proxy.rule({ on: 'CreateFleet', fault: refuse({ code: 'InsufficientInstanceCapacity', status }), times: 'always' });
      const { status: outcome, machines, message } = await site.request('grid', 2);
      expect([outcome, message, machines.length]).toEqual(['complete', '', 2]);
      expect(cloud.proxy.counts()).toMatchObject({ CreateFleet: 1, RunInstances: 1 });
      await expectNoOthers(cloud, machines);
    }),
  );
});

describe('machines whose listing', { tags: ['aws.host-factory', 'aws.sweep', 'simulated'], concurrent: true }, () => {
  it.each<[string, Fault]>([
    ['is cut off', loseCall()],
    ['is throttled', throttle()],
    ['is refused for credentials that are too old', expiredCredentials()],
    ['fails inside of AWS', refuse({ code: 'InternalError', status: 500 })],
  ])('%s again and again are not taken for gone', (_what, fault) =>
    play(async (site, cloud) => {
      const { requestId } = await site.request('grid', 3);
      const rule = cloud.proxy.rule({ on: 'DescribeInstances', fault, times: 'always' });
      await struck(rule, 8);
      await expectStillRunning(site, requestId, 3);
      rule.remove();
      expect(await liveMachinesOf(cloud.place)).toHaveLength(3);
      await expectStillRunning(site, requestId, 3);
    }),
  );

  it('loses a page in its middle are not taken for gone', () =>
    play(async (site, cloud) => {
      const { requestId } = await site.request('grid', 5);
      const rule = loseSecondPage(cloud.proxy, 'always');
      await struck(rule, 6);
      await expectStillRunning(site, requestId, 5);
      rule.remove();
      expect(await liveMachinesOf(cloud.place)).toHaveLength(5);
      await expectStillRunning(site, requestId, 5);
    }));

  it('is old when they have ended are given back once it is not, and ended once', () =>
    play(async (site, cloud) => {
      const { machines } = await site.request('grid', 2);
      const rule = cloud.proxy.rule({ on: 'DescribeInstances', fault: staleStates(), times: 6 });
      await site.giveBack(machines);
      expect(rule.strikes).toBe(6);
      expect(await liveMachinesOf(cloud.place)).toEqual([]);
      expect(await machinesOf(cloud.place)).toHaveLength(2);
    }));
});
