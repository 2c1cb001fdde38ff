import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInput } from '@hostwright/plugin-testing';
import { testSession, type TestSession } from '../session/testing/test-session.js';
import { chooseTypes, type WantedSize } from './choose-types.js';
import { sell, type SoldType } from './testing/ec2-answers.js';
import { startTestCloud, type TestCloud } from './testing/test-cloud.js';

let cloud: TestCloud;
let opened: TestSession;

beforeEach(async () => {
  cloud = await startTestCloud();
  opened = testSession(cloud.url);
});

afterEach(async () => {
  opened.session.close();
  await cloud.close();
});

async function choose(types: readonly SoldType[], wanted: Partial<WantedSize>): Promise<readonly string[]> {
  sell(cloud, types, { now: () => opened.context.now() });
  const chosen = await chooseTypes(opened.session, { vcpus: 2, memoryMib: 4_096, gpus: 0, ...wanted }, readInput());
  return chosen.map(({ type }) => type);
}

describe('a type chosen from cores, memory and GPUs', { tags: ['aws.catalog.choice', 'contract'] }, () => {
  it('is the cheapest that is large enough, and no more than twice as wide as needed', async () => {
    const types = [
      { name: 'c5.xlarge', vcpus: 4, memoryMib: 8_192, onDemandUsd: '0.17' },
      { name: 'm5.large', vcpus: 2, memoryMib: 8_192, onDemandUsd: '0.096' },
      { name: 'c5.large', onDemandUsd: '0.085' },
      { name: 'c5.2xlarge', vcpus: 8, memoryMib: 16_384, onDemandUsd: '0.01' },
      { name: 'c5.small', vcpus: 1, memoryMib: 2_048, onDemandUsd: '0.01' },
    ];
    expect(await choose(types, {})).toEqual(['c5.large', 'm5.large', 'c5.xlarge']);
  });

  it('is the smallest where no price is known', async () => {
    const types = [{ name: 'm5.large', memoryMib: 8_192 }, { name: 'c5.xlarge', vcpus: 4, memoryMib: 8_192 }, { name: 'c5.large' }];
    expect(await choose(types, {})).toEqual(['c5.large', 'm5.large', 'c5.xlarge']);
  });

  it('is a plain and new one where neither price nor size decides', async () => {
    const types = ['d3en.large', 'm5.large', 'r6i.large', 'm7i.large', 'c6i.large'].map((name) => ({ name }));
    expect(await choose(types, {})).toEqual(['m7i.large', 'm5.large', 'c6i.large', 'r6i.large', 'd3en.large']);
  });

  it('has GPUs where some are wanted, and none where none are', async () => {
    const types = [{ name: 'c5.large' }, { name: 'g4dn.large', gpus: 1 }, { name: 'g4dn.big', gpus: 4 }];
    expect(await choose(types, { gpus: 1 })).toEqual(['g4dn.big', 'g4dn.large']);
    expect(await choose(types, {})).toEqual(['c5.large']);
  });

  it('is neither bare metal, nor burstable, nor of an earlier generation, nor of another processor, nor for spot alone', async () => {
    const types = [
      { name: 'c5.metal', bareMetal: true },
      { name: 't3.large', burstable: true },
      { name: 'c1.large', previous: true },
      { name: 'c6g.large', architecture: 'arm64' },
      { name: 'c7.large', usages: ['spot'] },
      { name: 'inf2.large', neuron: true },
      { name: 'c5.large' },
    ];
    expect(await choose(types, {})).toEqual(['c5.large']);
    expect(await choose(types, { architecture: 'arm64' })).toEqual(['c6g.large']);
  });

  it('is refused, with what was asked, where nothing is large enough', async () => {
    await expect(choose([{ name: 'c5.large' }], { vcpus: 500 })).rejects.toMatchObject({
      errorClass: 'InvalidTemplate',
      message: 'no machine type of us-east-1 has 500 vCPUs, 4096 MiB and 0 GPUs on x86_64; ask for less, or name types with vmTypes',
    });
  });
});
