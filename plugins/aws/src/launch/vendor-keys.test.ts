import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { xml, type TestCloud } from '../catalog/testing/test-cloud.js';
import { translateTemplate } from '../site-files/template.js';
import type { AwsOptions, Handler } from '../template/options.js';
import { templateSchema } from '../template/schema.js';
import { FLEET_FILE, USER_TEMPLATE } from './testing/fleet-file.js';
import { byFate, type KeyRow } from './testing/fates.js';
import { startLaunchCloud } from './testing/launch-cloud.js';
import { launched, sentLaunch, sessionAt, type SentLaunch } from './testing/launched.js';
import { LSF_KEYS, LSF_ROWS, SYMPHONY_KEYS, SYMPHONY_ROWS, type VendorRow } from './testing/vendor-table.js';
import { validate } from './validate/validate.js';

/** What core reads itself and never shows a provider. */
const COMMON_KEYS = ['instanceTags', 'userData'];

const DIALECTS = [
  { dialect: 'LSF', rows: LSF_ROWS, keys: LSF_KEYS },
  { dialect: 'Symphony', rows: SYMPHONY_ROWS, keys: SYMPHONY_KEYS },
];

describe.each(DIALECTS)(
  'every key of $dialect’s file in every way to launch',
  { tags: ['aws.template.keys', 'aws.site-files', 'contract'] },
  ({ rows, keys }) => {
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

    const {
      sent: wired,
      refused,
      same,
    } = byFate(rows.filter((row) => row.fates !== 'ignored') as readonly (VendorRow & { fates: KeyRow['fates'] })[]);

    it.each(wired)('is seen on the wire: $title', async ({ row, handler, fate }) => {
      const { read, ignoredKeys } = translated(handler, { ...row.beside, [row.key]: row.value });
      expect(ignoredKeys).not.toContain(row.key);
      const { call, data } = await sent(handler, read(), row);
      expect(call).toMatchObject(fate.call ?? {});
      expect(data).toMatchObject(fate.data ?? {});
    });

    it.each(same)('changes nothing, because of $fate.same: $title', async ({ row, handler }) => {
      const { read, ignoredKeys } = translated(handler, { ...row.beside, [row.key]: row.value });
      expect(ignoredKeys).not.toContain(row.key);
      const after = await sent(handler, read(), row);
      expect(cloud.callsOf('DescribeLaunchTemplateVersions').at(-1)?.parameters ?? {}).toMatchObject(row.asked ?? {});
      expect(after).toEqual(await sent(handler, translated(handler, row.beside ?? {}).read()));
    });

    it.each(refused)('is refused: $title', async ({ row, handler, fate }) => {
      const options = translated(handler, { ...row.beside, [row.key]: row.value }).read();
      const problems = await validate(session(handler), { options, signal: new AbortController().signal });
      expect(problems.map(({ path, message }) => `${path}: ${message}`).join()).toMatch(fate.refused);
    });

    const ignored = rows.filter((row) => row.fates === 'ignored');
    it.each(ignored)('is ignored by name: $key', ({ key, value }) => {
      expect(translated('ec2-fleet', { [key]: value }).ignoredKeys).toEqual([key]);
    });

    it('leaves out no key', () => {
      expect(keys.filter((key) => !rows.some((row) => row.key === key))).toEqual([]);
    });

    function session(handler: Handler): ReturnType<typeof sessionAt> {
      const opened = sessionAt(cloud, { handlers: [handler] });
      opened.context.now = () => Date.UTC(2026, 4, 1);
      return opened;
    }

    /** A small template of the vendor's with some keys of its own, as the plugin reads it. */
    function translated(
      handler: Handler,
      changes: Readonly<Record<string, unknown>>,
    ): { read: () => AwsOptions; ignoredKeys: readonly string[] } {
      const role = handler === 'spot-fleet' ? { fleetRole: 'arn:aws:iam::123456789012:role/fleet' } : {};
      const template = { imageId: 'ami-0001', subnetId: 'subnet-001a', vmType: 'c5.large', securityGroupIds: [''], ...role, ...changes };
      const entries = Object.entries(template)
        .filter(([key]) => !COMMON_KEYS.includes(key))
        .map(([key, value]) => ({ key, valueJson: JSON.stringify(value === 'FLEET_FILE' ? join(folder, 'fleet.json') : value) }));
      const { entries: own, ignoredKeys } = translateTemplate(entries);
      const read = (): AwsOptions =>
        templateSchema.parse(Object.fromEntries(own.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown])));
      return { read, ignoredKeys };
    }

    /** What goes over the wire for ten units, without the names that differ with the content. */
    async function sent(handler: Handler, options: AwsOptions, { handedOn }: Pick<VendorRow, 'handedOn'> = {}): Promise<SentLaunch> {
      await launched(session(handler), { options, units: 10, ...handedOn });
      const { call, data } = sentLaunch(cloud, handler);
      return { call: Object.fromEntries(Object.entries(call).filter(([key]) => !key.endsWith('LaunchTemplateName'))), data };
    }
  },
);
