import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '@hostwright/emulators/fault-proxy';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCloud, type Cloud } from '../cloud/cloud.js';
import { liveMachinesOf } from '../cloud/machines.js';
import { installProgram, type Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import { connect, KEYS } from '../plugin/connection.js';
import { makeNetwork, removeDefaultNetwork, removeKeyPairs } from './networks.js';
import { checkOnline, init, newUser, type NewSite, type User } from './new-site.js';

const REGION = 'us-west-2';
const { signal } = new AbortController();

let moto: Moto;
let program: Program;
beforeAll(async () => {
  program = installProgram('aws');
  moto = await startMoto();
  // The proxies keep what takes moto longest, so that no look at an account waits for it.
  const cloud = await openCloud(moto, REGION);
  const connection = await connect(cloud, { region: REGION, requestTimeoutMs: 120_000 });
  await connection.provider.suggest?.({ signal });
  await connection.close();
  await cloud.close();
});
afterAll(async () => {
  await program.remove();
  await moto.stop();
});

interface Scene {
  readonly cloud: Cloud;
  readonly user: User;
  /** `init` for this account. */
  readonly init: (...words: readonly string[]) => Promise<NewSite>;
}

/** An account of its own, and somebody who begins with it. */
async function play(scene: (scene: Scene) => Promise<void>, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const cloud = await openCloud(moto, REGION);
  const user = newUser(program, environment);
  const place = ['--set', `region=${REGION}`, '--set', `endpoint=${cloud.proxy.url}`];
  try {
    await scene({ cloud, user, init: (...words) => init(user, ...place, ...words) });
  } finally {
    await user.leave();
    await cloud.close();
  }
}

/** A machine of the template runs where it says, and goes again. */
async function expectToLaunch({ run, templates }: NewSite, { place }: Cloud, templateId: string): Promise<void> {
  expect(await run('machines', 'request', templateId, '1', '--wait')).toMatchObject({ code: 0 });
  const living = await liveMachinesOf(place);
  expect(living).toHaveLength(1);
  const written = templates.find((template) => template.templateId === templateId);
  expect(written?.subnetIds).toContain(living[0]?.subnetId);
  expect(written?.vmTypes).toContain(living[0]?.type);
  const returned = await run('machines', 'return', living[0]?.id ?? '', '--wait');
  expect([returned.code, await liveMachinesOf(place)]).toEqual([0, []]);
}

const idsOf = ({ templates }: NewSite): readonly string[] => templates.map(({ templateId }) => templateId);

describe('a site begun with init --provider aws', { tags: ['aws.init', 'emulated'], concurrent: true }, () => {
  it('has templates for each network of the account, with which the cloud is content and which launch', () =>
    play(async ({ cloud, init: begin }) => {
      const grid = await makeNetwork(cloud.place, 'grid', 80, [`${REGION}a`, `${REGION}b`]);
      const lab = await makeNetwork(cloud.place, 'lab_2', 81, [`${REGION}a`]);
      const site = await begin();
      const { vpcId, subnets, keyName } = cloud.network;
      expect(idsOf(site).toSorted()).toEqual(
        [`${vpcId}-ondemand`, `${vpcId}-spot`, 'grid-ondemand', 'grid-spot', 'lab-2-ondemand', 'lab-2-spot'].toSorted(),
      );
      expect(idsOf(site)[0]).toBe(`${vpcId}-ondemand`);
      const subnetsOf = (id: string) => site.templates.find(({ templateId }) => templateId === id)?.subnetIds?.toSorted();
      expect(subnetsOf(`${vpcId}-spot`)).toEqual(subnets.map(({ subnetId }) => subnetId).toSorted());
      expect(subnetsOf('grid-ondemand')).toEqual(grid.subnetIds.toSorted());
      expect(subnetsOf('lab-2-ondemand')).toEqual(lab.subnetIds);
      expect(site.templates.map((template) => template.keyName)).toEqual(site.templates.map(() => keyName));
      expect(site.err).toMatch(new RegExp(`default network ${vpcId}: .*\\nnetwork [^\\n]*"grid"`));
      expect(await checkOnline(site)).toMatchObject({ code: 0, out: expect.stringContaining('6 of 6 templates can be used') as unknown });
      await expectToLaunch(site, cloud, 'grid-ondemand');
      await expectToLaunch(site, cloud, `${vpcId}-spot`);
    }));

  it('needs no default network', () =>
    play(async ({ cloud, init: begin }) => {
      const grid = await makeNetwork(cloud.place, 'grid', 80, [`${REGION}c`]);
      await removeDefaultNetwork(cloud.place);
      const site = await begin();
      expect(idsOf(site)).toEqual(['grid-ondemand', 'grid-spot']);
      expect(site.templates[0]?.subnetIds).toEqual(grid.subnetIds);
      expect((await checkOnline(site)).code).toBe(0);
      await expectToLaunch(site, cloud, 'grid-ondemand');
    }));

  it('of an account that has nothing gets the usual templates, and is told what is missing', () =>
    play(async ({ cloud, init: begin }) => {
      await removeDefaultNetwork(cloud.place);
      await removeKeyPairs(cloud.place);
      const site = await begin();
      expect(idsOf(site)).toEqual(['ondemand', 'spot']);
      expect(site.err).toContain(`${REGION} has no network with a subnet: make one, or name another region`);
    }));

  it('asks no cloud when it is begun offline', () =>
    play(async ({ cloud, init: begin }) => {
      const site = await begin('--offline');
      expect(idsOf(site)).toEqual(['ondemand', 'spot']);
      expect(site.err).not.toContain('could not be looked at');
      expect(cloud.proxy.calls()).toEqual([]);
    }));

  it('changes nothing in the account', () =>
    play(async ({ cloud, init: begin }) => {
      await begin();
      const changing = Object.keys(cloud.proxy.counts()).filter((action) => !/^(?:Describe|Get|List)/.test(action));
      expect([changing, cloud.proxy.calls().length > 0]).toEqual([[], true]);
    }));
});

describe('init --provider aws with bad credentials', { tags: ['aws.init', 'aws.errors', 'simulated'], concurrent: true }, () => {
  it.each([
    ['AuthFailure', 401, 'Credentials'],
    ['RequestExpired', 400, 'Credentials'],
    ['UnauthorizedOperation', 403, 'PermissionDenied'],
  ])('that AWS refuses as %s writes the usual templates, and tells why', (code, status, errorClass) =>
    play(async ({ cloud, init: begin }) => {
      cloud.proxy.rule({ on: () => true, times: 'always', fault: refuse({ code, status }) });
      const site = await begin();
      expect(idsOf(site)).toEqual(['ondemand', 'spot']);
      expect(site.err).toMatch(new RegExp(`could not be looked at \\(${errorClass}: .*look through them before they are used`));
      const written = readFileSync(join(site.directory, 'hostwright.yaml'), 'utf8');
      expect(site.out + site.err + written).not.toContain(KEYS.secretAccessKey);
    }),
  );

  it('of which there are none sends nothing, and tells how they are given', () =>
    play(
      async ({ cloud, init: begin }) => {
        const site = await begin();
        expect(idsOf(site)).toEqual(['ondemand', 'spot']);
        expect(site.err).toMatch(/could not be looked at \(Credentials: /);
        expect(cloud.proxy.calls()).toEqual([]);
      },
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    ));
});
