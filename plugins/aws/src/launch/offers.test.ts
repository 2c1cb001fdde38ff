import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../settings/schema.js';
import type { AwsOptions } from '../template/options.js';
import { offersOf } from './offers.js';
import { PLAIN } from './testing/options.js';

/** Offers of a template, as their ids. */
function offered(options: Partial<AwsOptions>, settings: object = {}): readonly string[] {
  const parsed = settingsSchema.parse({ region: 'us-east-1', ...settings });
  return offersOf({ ...PLAIN, ...options }, parsed).map(({ offerId }) => offerId);
}

const ALL = { handlers: ['ec2-fleet', 'run-instances', 'auto-scaling-group', 'spot-fleet'] } as const;
const TWO_TYPES = [
  { type: 'c5.large', weight: 1, priority: 2 },
  { type: 'm5.large', weight: 1, priority: 1 },
];

describe('offers', { tags: ['aws.launch.fall-through', 'contract'] }, () => {
  it('are the settings’ ways to launch in their order: one fleet, then each type and subnet alone', () => {
    expect(offered({ types: TWO_TYPES, subnetIds: ['subnet-001a', 'subnet-001b'] })).toEqual([
      'ec2-fleet/on-demand',
      'run-instances/m5.large/subnet-001a/on-demand',
      'run-instances/m5.large/subnet-001b/on-demand',
      'run-instances/c5.large/subnet-001a/on-demand',
      'run-instances/c5.large/subnet-001b/on-demand',
    ]);
  });

  it('follow the template’s own order where it states one, and leave out what is switched off', () => {
    expect(offered({ handlers: ['run-instances', 'auto-scaling-group', 'ec2-fleet'] })).toEqual([
      'run-instances/c5.large/subnet-001a/on-demand',
      'ec2-fleet/on-demand',
    ]);
  });

  it('leave out what a way to launch cannot do', () => {
    expect(offered({ market: 'mixed', onDemandPercent: 30 }, ALL)).toEqual(['ec2-fleet/mixed', 'auto-scaling-group/mixed']);
    expect(offered({ types: undefined, requirements: { minVcpus: 2, minMemoryMib: 1 } })).toEqual(['ec2-fleet/on-demand']);
  });

  it('buy on one market by RunInstances where a mixed template is no mixture', () => {
    const handlers = ['run-instances'] as const;
    expect(offered({ handlers, market: 'mixed', onDemandPercent: 100 })).toEqual(['run-instances/c5.large/subnet-001a/on-demand']);
    expect(offered({ handlers, market: 'mixed', onDemandPercent: 0 })).toEqual(['run-instances/c5.large/subnet-001a/spot']);
  });

  it('are offers without a subnet and without a type, where the launch template has them', () => {
    const options = { types: undefined, subnetIds: [], launchTemplate: { id: 'lt-0001', version: '1' } };
    expect(offered(options)).toEqual(['ec2-fleet/on-demand', 'run-instances/launch-template/default/on-demand']);
  });

  it.each([
    ['every way to launch is switched off', { handlers: ['spot-fleet'] }, {}, /is switched off in the connection’s settings/],
    ['spot exceeds the settings’ limit', { market: 'spot' }, { limits: { maxSpotPercent: 40 } }, /100 % would be spot.*allow 40 %/],
    ['a group has no subnet', { handlers: ['auto-scaling-group'], subnetIds: [] }, ALL, /auto-scaling-group needs at least one subnet/],
    [
      'there are more than 300 pools',
      {
        types: Array.from({ length: 101 }, (_, index) => ({ type: `c${index}.large`, weight: 1, priority: undefined })),
        subnetIds: ['a', 'b', 'c'],
      },
      {},
      /types times subnets are 303 pools; a launch takes 300/,
    ],
    [
      'an API does not know a requirement',
      { types: undefined, requirements: { minVcpus: 2, minMemoryMib: 1, further: { Colour: 'red' } } },
      {},
      /instanceRequirements.Colour: the API has no such key/,
    ],
    [
      'a type has two weights',
      {
        types: [{ type: 'c5.large', weight: 1, priority: undefined }],
        onDemandTypes: [{ type: 'c5.large', weight: 2, priority: undefined }],
      },
      {},
      /it weighs 2 here and 1 in vmTypes/,
    ],
  ] as const)('are refused with the reason when %s', (_, options, settings, message) => {
    expect(() => offered(options as Partial<AwsOptions>, settings)).toThrow(message);
    expect(() => offered(options as Partial<AwsOptions>, settings)).toThrow(expect.objectContaining({ errorClass: 'InvalidTemplate' }));
  });

  it('name each way to launch once, in at most 200 characters', () => {
    const types = Array.from({ length: 20 }, (_, index) => ({ type: `c${index}.large`, weight: 1, priority: undefined }));
    const ids = offered({ types, subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] });
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.max(...ids.map(({ length }) => length))).toBeLessThanOrEqual(200);
  });
});
