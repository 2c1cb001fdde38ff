import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { startFakeEc2, type FakeEc2, type FakeEc2Options } from '@hostwright/fake-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installProgram, type Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import { newUser, type User } from '../init/new-site.js';
import { handToJudge } from '../machines/hand-to-judge.js';
import { KEYS } from '../plugin/connection.js';
import { badTemplates, networkOf } from './bad-templates.js';

const REGION = 'us-east-1';
/** `--wait` ends so when machines are missing. */
const MISSING = 10;
/** Or so, when nothing could be launched for want of a better template. */
const FAILED: readonly number[] = [3, MISSING];

let program: Program;
beforeAll(() => {
  program = installProgram('aws');
});
afterAll(() => program.remove());

interface Site {
  readonly fake: FakeEc2;
  readonly user: User;
  readonly network: Awaited<ReturnType<typeof networkOf>>;
  /** Writes these templates, each over a good one; answers their file. */
  write(templates: readonly { readonly templateId: string; readonly keys: Readonly<Record<string, unknown>> }[]): string;
  run(...words: readonly string[]): ReturnType<User['run']>;
  close(): Promise<void>;
}

async function openSite(options: FakeEc2Options = {}): Promise<Site> {
  const fake = await startFakeEc2({ record: true, ...options });
  const { accessKeyId, secretAccessKey } = KEYS;
  const ec2 = new EC2Client({ region: REGION, endpoint: fake.url, credentials: { accessKeyId, secretAccessKey } });
  const network = await networkOf(fake, ec2);
  ec2.destroy();
  const user = newUser(program);
  const directory = join(user.folder, 'conf');
  mkdirSync(directory);
  const configuration = {
    version: 1,
    timing: { sweepIntervalMs: 1_000, busySweepIntervalMs: 500, retryMinMs: 50, retryMaxMs: 500 },
    connections: [{ name: 'cloud', provider: 'aws', settings: { region: REGION, endpoint: fake.url, credentials: KEYS } }],
    templateFiles: ['*templates.json'],
  };
  writeFileSync(join(directory, 'hostwright.json'), JSON.stringify(configuration), { mode: 0o600 });
  const { imageId, subnetIds, securityGroupId } = network;
  const good = { maxNumber: 10, imageId, vmType: 'c5.large', subnetIds: [...subnetIds], securityGroupIds: [securityGroupId] };
  return {
    fake,
    user,
    network,
    write: (templates) => {
      const file = join(directory, 'templates.json');
      writeFileSync(file, JSON.stringify({ templates: templates.map(({ templateId, keys }) => ({ templateId, ...good, ...keys })) }));
      return file;
    },
    run: (...words) => user.run(...words, '--config', directory),
    close: async () => {
      await handToJudge(fake);
      await user.leave();
      await fake.stop();
    },
  };
}

/** Calls that create something, or would. */
async function creatingCalls(fake: FakeEc2): Promise<readonly string[]> {
  return Object.keys((await fake.counts()).calls).filter((action) =>
    /^(?:CreateFleet|RunInstances|RequestSpotFleet|CreateAuto)/.test(action),
  );
}

async function expectNothingLeft(fake: FakeEc2): Promise<void> {
  const { launchTemplates: _shared, ...left } = await fake.control.inventory();
  expect(left).toEqual({ machines: 0, volumes: 0, fleets: 0, spotFleets: 0, autoScalingGroups: 0 });
}

const idOf = (index: number): string => `bad-${index}`;

describe('a template with a mistake in it', { tags: ['aws.template.problems', 'contract'] }, () => {
  let site: Site;
  let bad: ReturnType<typeof badTemplates>;
  beforeAll(async () => {
    site = await openSite();
    bad = badTemplates(site.network);
    site.write([...bad.map(({ keys }, index) => ({ templateId: idOf(index), keys })), { templateId: 'good', keys: {} }]);
  });
  afterAll(() => site.close());

  it('is told with its reason before anything is created, by its file or by the cloud when that is asked', async () => {
    const file = join(site.user.folder, 'conf/templates.json');
    const verdictsOf = async (...words: readonly string[]) => {
      const { out } = await site.run('templates', 'validate', file, '--output', 'json', ...words);
      const [verdict] = JSON.parse(out) as readonly { readonly templates: readonly { readonly problems: readonly string[] }[] }[];
      return verdict?.templates.map(({ problems }) => problems.join('; ')) ?? [];
    };
    const [offline, online] = [await verdictsOf(), await verdictsOf('--online')];
    for (const [index, { what, by, says }] of bad.entries()) {
      expect([what, offline[index]]).toEqual([what, expect.stringMatching(by === 'schema' ? says : /^$/)]);
      expect([what, online[index]]).toEqual([what, expect.stringMatching(says)]);
    }
    expect([offline.at(-1), online.at(-1)]).toEqual(['', '']);
    expect(await creatingCalls(site.fake)).toEqual([]);
  });

  it('of which machines are asked for all the same ends with the reason, once, and leaves nothing', async () => {
    for (const [index, { what, by, says, code }] of bad.entries()) {
      const before = (await site.fake.counts()).calls;
      const { code: exitCode, out, err } = await site.run('machines', 'request', idOf(index), '2', '--wait');
      expect([what, FAILED.includes(exitCode ?? 0)]).toEqual([what, true]);
      const told = by === 'schema' ? /no template "bad-\d+" that can be used/ : code === undefined ? says : new RegExp(code);
      expect([what, out + err]).toEqual([what, expect.stringMatching(told)]);
      const { calls } = await site.fake.counts();
      const made = (action: string): number => (calls[action] ?? 0) - (before[action] ?? 0);
      // What only EC2 itself finds is tried once by each way to launch, and not again.
      const most = code === undefined ? 0 : 1;
      expect([what, made('CreateFleet') <= most, made('RunInstances') <= most]).toEqual([what, true, true]);
      await expectNothingLeft(site.fake);
    }
  });
});

describe('a quota of 0', { tags: ['aws.template.problems', 'aws.errors', 'contract'] }, () => {
  it('is told when the cloud is asked, and ends a request with whom to ask for more', async () => {
    const site = await openSite({ onDemandVcpuLimit: 0 });
    try {
      const file = site.write([{ templateId: 'good', keys: {} }]);
      expect(await site.run('templates', 'validate', file, '--online')).toMatchObject({
        code: 3,
        out: expect.stringMatching(/quota of on-demand vCPUs for types like c5.large is 0: ask AWS for more/) as unknown,
      });
      const { code, out, err } = await site.run('machines', 'request', 'good', '2', '--wait');
      expect([code, out + err]).toEqual([MISSING, expect.stringMatching(/VcpuLimitExceeded/)]);
      await expectNothingLeft(site.fake);
    } finally {
      await site.close();
    }
  });
});
