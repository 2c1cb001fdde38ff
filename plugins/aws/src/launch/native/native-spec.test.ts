import { CreateFleetRequest$, RunInstancesRequest$ } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { AwsOptions } from '../../template/options.js';
import { HANDLER_TABLE } from '../handlers/table.js';
import { membersOf } from './api-shape.js';
import { reviveInput } from './check-input.js';
import { mergeDeep } from './merge.js';
import { nativeProblems } from './native-spec.js';

const TAGS = { tags: ['aws.launch.native', 'contract'] };

function problems(nativeSpec: AwsOptions['nativeSpec'], own: readonly string[] = []): readonly string[] {
  return nativeProblems({ nativeSpec }, RunInstancesRequest$, own).map(({ path, message }) => `${path}: ${message}`);
}

describe('a native specification', TAGS, () => {
  it('may hold whatever the API knows, at any depth', () => {
    expect(problems({ CpuOptions: { CoreCount: 2, AmdSevSnp: 'enabled' }, NetworkInterfaces: [{ Groups: ['sg-0001'] }] })).toEqual([]);
  });

  it.each([
    [{ cpuOptions: {} }, 'nativeSpec.cpuOptions: the API has no such key'],
    [{ CpuOptions: { Cores: 2 } }, 'nativeSpec.CpuOptions.Cores: the API has no such key'],
    [{ NetworkInterfaces: [{ Groups: [], Subnet: 's' }] }, 'nativeSpec.NetworkInterfaces[0].Subnet: the API has no such key'],
    [{ CpuOptions: { CoreCount: '2' } }, 'nativeSpec.CpuOptions.CoreCount: must be a number'],
    [{ EbsOptimized: 'yes' }, 'nativeSpec.EbsOptimized: must be a boolean'],
    [{ KeyName: 7 }, 'nativeSpec.KeyName: must be a string'],
    [{ CpuOptions: [] }, 'nativeSpec.CpuOptions: must be an object'],
    [{ SecurityGroupIds: 'sg-0001' }, 'nativeSpec.SecurityGroupIds: must be a list'],
    [{ KeyName: null }, 'nativeSpec.KeyName: must be a string'],
    [{ LaunchTemplateData: { Nothing: 1 } }, 'nativeSpec.LaunchTemplateData.Nothing: the API has no such key'],
    [{ LaunchTemplateData: 'x' }, 'nativeSpec.LaunchTemplateData: must be an object'],
    [{ LaunchTemplateData: { InstanceType: 'c5.large' } }, 'nativeSpec.LaunchTemplateData.InstanceType: this is set by Hostwright alone'],
    [
      { InstanceMarketOptions: { SpotOptions: { ValidUntil: 'soon' } } },
      'nativeSpec.InstanceMarketOptions.SpotOptions.ValidUntil: must be an ISO time',
    ],
    [JSON.parse('{"__proto__":{"KeyName":"x"}}') as object, 'nativeSpec.__proto__: the API has no such key'],
  ])('is refused where the API would not understand it: %j', (nativeSpec, message) => {
    expect(problems(nativeSpec as AwsOptions['nativeSpec'])).toContainEqual(expect.stringContaining(message));
  });

  it('may not touch what is ours', () => {
    expect(problems({ ClientToken: 'x', DryRun: true }, ['ClientToken', 'MinCount'])).toEqual([
      'nativeSpec.ClientToken: this is set by Hostwright alone; use the template’s own keys',
    ]);
  });

  it.each(Object.values(HANDLER_TABLE))('is guarded by keys that the API of $handler has', ({ shape, ownKeys }) => {
    const unknown = ownKeys.filter((path) => path.split('.').reduce<unknown>((at, key) => membersOf(at)?.get(key), shape) === undefined);
    expect(unknown).toEqual([]);
  });
});

describe('merging', TAGS, () => {
  it('goes into objects, and replaces lists and plain values', () => {
    const base = { a: { b: 1, c: 2 }, list: [1, 2], text: 'x' };
    expect(mergeDeep(base, { a: { c: 3 }, list: [9], new: true })).toEqual({ a: { b: 1, c: 3 }, list: [9], text: 'x', new: true });
    expect(base).toEqual({ a: { b: 1, c: 2 }, list: [1, 2], text: 'x' });
  });

  it('makes dates of stored times, and of nothing else', () => {
    const stored = { ValidUntil: '2026-05-01T00:00:00.000Z', Context: '2026-05-01T00:00:00.000Z' };
    expect(reviveInput(CreateFleetRequest$, stored)).toEqual({ ...stored, ValidUntil: new Date(Date.UTC(2026, 4, 1)) });
  });
});
