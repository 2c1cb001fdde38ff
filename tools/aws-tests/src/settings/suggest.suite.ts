import { startMoto, type Moto } from '@hostwright/emulators/moto';
import awsProvider from '@hostwright/provider-aws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCloud, type Cloud } from '../cloud/cloud.js';
import { connect } from '../plugin/connection.js';

const { signal } = new AbortController();
let moto: Moto;
let cloud: Cloud;

beforeAll(async () => {
  moto = await startMoto();
  cloud = await openCloud(moto);
});
afterAll(async () => {
  await cloud.close();
  await moto.stop();
});

describe('suggestions for an account', { tags: ['aws.init', 'emulated'] }, () => {
  it('are templates that the cloud has nothing against, for each of its networks', async () => {
    const connection = await connect(cloud, { requestTimeoutMs: 120_000 });
    const { provider } = connection;
    const { templates = [], remarks = [] } = (await provider.suggest?.({ signal })) ?? {};
    expect(templates.length).toBeGreaterThan(0);
    expect(templates.map(({ templateId }) => templateId.replace(/^.*-/, ''))).toEqual(
      templates.map((_, index) => (index % 2 === 0 ? 'ondemand' : 'spot')),
    );
    expect(remarks[0]).toMatch(/^(?:default )?network vpc-[0-9a-f]+/);
    const subnets = cloud.network.subnets.map(({ subnetId }) => subnetId);
    expect(subnets.some((subnetId) => remarks.join().includes(subnetId))).toBe(true);
    for (const { templateId, entries } of templates) {
      const keys = Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown]));
      const checked = await awsProvider.templateSchema['~standard'].validate(keys);
      if (checked.issues !== undefined) throw new Error(checked.issues.map(({ message }) => message).join('; '));
      expect([templateId, await provider.machines.validate({ options: checked.value, signal })]).toEqual([templateId, []]);
    }
    await connection.close();
  });
});
