import { hideMachines, loseReply, partialFleet, refuse, emptyFleet, expiredCredentials, throttle } from '@hostwright/emulators/fault-proxy';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../cloud/cloud.js';
import { liveMachinesOf, machinesOf } from '../cloud/machines.js';
import { expectNoOthers, playOwnSite } from './own-site.js';
import { installProgram, type Dialect, type Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import type { Site } from '../../../../apps/host-factory/test/e2e/harness/installed/site.js';

const NO_CAPACITY = { code: 'InsufficientInstanceCapacity', status: 500 };

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

function play(dialect: Dialect, scene: (site: Site, cloud: Cloud) => Promise<void>): Promise<void> {
  return playOwnSite({ moto, program, dialect }, scene);
}

/** Exactly what was asked for was delivered, and no machine ever existed beside it. */
async function expectExactly(site: Site, cloud: Cloud, count: number): Promise<void> {
  const { status, machines, message } = await site.request('grid', count);
  expect([status, message, machines.length]).toEqual(['complete', '', count]);
  await expectNoOthers(cloud, machines);
}

/** LSF backs off from a template only when this very call fails with a code of its list. */
const NOTHING_TO_BE_HAD = {
  symphony: [0, expect.stringMatching(/2 missing.*Capacity/i)],
  lsf: [1, expect.stringContaining('Error Code: InsufficientInstanceCapacity')],
};

const DIALECTS = ['symphony', 'lsf'] as const;

describe.each(DIALECTS)('a request of %s', { tags: ['aws.host-factory', 'simulated'], concurrent: true }, (dialect) => {
  it('whose launch took effect and whose answer was lost is delivered once', { tags: ['aws.launch.once'] }, () =>
    play(dialect, async (site, cloud) => {
      const rule = cloud.proxy.rule({ on: 'CreateFleet', fault: loseReply() });
      // The request goes on for as long as EC2 may hide what the lost call made besides.
      const machines = await site.delivered('grid', 3);
      expect(rule.strikes).toBe(1);
      await expectNoOthers(cloud, machines);
    }),
  );

  it('whose machines EC2 does not show for a while is delivered once', { tags: ['aws.launch.once'] }, () =>
    play(dialect, async (site, cloud) => {
      // For a number of listings, whatever time they take.
      const rule = cloud.proxy.rule({ on: 'DescribeInstances', fault: hideMachines(() => true), times: 6 });
      await expectExactly(site, cloud, 3);
      expect(rule.strikes).toBe(6);
    }),
  );

  it('that a fleet fills in part gets the rest by another way to launch', { tags: ['aws.launch.fall-through'] }, () =>
    play(dialect, async (site, cloud) => {
      cloud.proxy.rule({ on: 'CreateFleet', fault: partialFleet(1, NO_CAPACITY), times: 'always' });
      const { status, machines } = await site.request('grid', 3);
      expect([status, machines.filter(({ result }) => result === 'succeed').length]).toEqual(['complete', 3]);
      expect(cloud.proxy.counts()).toMatchObject({ CreateFleet: 1, RunInstances: 1 });
      expect(await liveMachinesOf(cloud.place)).toHaveLength(3);
    }),
  );

  it('for which there is no room anywhere says so, with the code, and leaves nothing', { tags: ['aws.errors'] }, () =>
    play(dialect, async (site, cloud) => {
      cloud.proxy.rule({ on: 'CreateFleet', fault: emptyFleet(NO_CAPACITY), times: 'always' });
      cloud.proxy.rule({ on: 'RunInstances', fault: refuse(NO_CAPACITY), times: 'always' });
      const { exitCode, document } = await site.tryRequest('grid', 2);
      const { requestId } = document;
      const { message } = requestId === undefined ? document : await site.ended(requestId);
      expect([exitCode, message]).toEqual(NOTHING_TO_BE_HAD[dialect]);
      expect(await machinesOf(cloud.place)).toEqual([]);
    }),
  );

  it('that meets throttled calls and old credentials is delivered all the same, once they are over', { tags: ['aws.errors'] }, () =>
    play(dialect, async (site, cloud) => {
      const rules = [
        cloud.proxy.rule({ on: 'CreateFleet', fault: throttle() }),
        cloud.proxy.rule({ on: 'DescribeInstances', fault: throttle(), times: 2 }),
        cloud.proxy.rule({ on: 'CreateFleet', fault: expiredCredentials() }),
      ];
      await expectExactly(site, cloud, 2);
      expect(rules.map(({ strikes }) => strikes)).toEqual([1, 2, 1]);
    }),
  );
});
