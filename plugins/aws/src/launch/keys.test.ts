import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { xml, type TestCloud } from '../catalog/testing/test-cloud.js';
import type { AwsOptions, Handler } from '../template/options.js';
import { FLEET_FILE, USER_TEMPLATE } from './testing/fleet-file.js';
import { byFate } from './testing/fates.js';
import { KEY_ROWS } from './testing/key-table.js';
import { startLaunchCloud } from './testing/launch-cloud.js';
import { launched, sentLaunch, sessionAt, type SentLaunch } from './testing/launched.js';
import { PLAIN } from './testing/options.js';
import { validate } from './validate/validate.js';

describe('every key of a template in every way to launch', { tags: ['aws.template.keys', 'contract'] }, () => {
  let cloud: TestCloud;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleet-file-'));
    await writeFile(join(folder, 'fleet.json'), FLEET_FILE);
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    cloud = await startLaunchCloud();
    cloud.answer('DescribeLaunchTemplateVersions', () => xml('DescribeLaunchTemplateVersions', USER_TEMPLATE));
  });
  afterEach(() => cloud.close());

  const { sent: wired, refused, same } = byFate(KEY_ROWS);

  it.each(wired)('is seen on the wire: $title', async ({ row, handler, fate }) => {
    const { call, data } = await sent(handler, optionsOf(handler, row.options));
    expect(call).toMatchObject(fate.call ?? {});
    expect(data).toMatchObject(fate.data ?? {});
  });

  it.each(wired.filter(({ row }) => row.key !== 'handlers'))('changes what is sent: $title', async ({ row, handler }) => {
    const before = await sent(handler, optionsOf(handler, row.without ?? {}));
    expect(await sent(handler, optionsOf(handler, row.options))).not.toEqual(before);
  });

  it.each(same)('changes nothing, because of $fate.same: $title', async ({ row, handler }) => {
    const before = await sent(handler, optionsOf(handler, row.without ?? {}));
    expect(await sent(handler, optionsOf(handler, row.options))).toEqual(before);
  });

  it.each(refused)('is refused before anything is made: $title', async ({ row, handler, fate }) => {
    const options = optionsOf(handler, row.options);
    await expect(problemsOf(options)).resolves.toMatch(fate.refused);
    await expect(sent(handler, options)).rejects.toThrow(fate.refused);
    expect(cloud.calls.filter(({ action }) => /^(?:Create|Run|Request)/.test(action))).toEqual([]);
  });

  it('leaves out no key', () => {
    const keys = new Set(KEY_ROWS.map(({ key }) => key));
    expect(Object.keys(PLAIN).filter((key) => !keys.has(key as keyof AwsOptions))).toEqual([]);
  });

  function optionsOf(handler: Handler, changes: Partial<AwsOptions>): AwsOptions {
    const fleetRole = 'arn:aws:iam::123456789012:role/fleet';
    const file = changes.fleetConfigFile === undefined ? {} : { fleetConfigFile: join(folder, 'fleet.json') };
    return { ...PLAIN, handlers: [handler], fleetRole, ...changes, ...file };
  }

  /** What goes over the wire for ten units, without the names that differ with the content. */
  async function sent(handler: Handler, options: AwsOptions): Promise<SentLaunch> {
    const session = sessionAt(cloud);
    session.context.now = () => Date.UTC(2026, 4, 1);
    await launched(session, { options, units: 10 });
    const { call, data } = sentLaunch(cloud, handler);
    return { call: Object.fromEntries(Object.entries(call).filter(([key]) => !key.endsWith('LaunchTemplateName'))), data };
  }

  async function problemsOf(options: AwsOptions): Promise<string> {
    const problems = await validate(sessionAt(cloud), { options, signal: new AbortController().signal });
    return problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
  }
});
