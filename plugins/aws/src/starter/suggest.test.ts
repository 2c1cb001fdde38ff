import { describe, expect, it } from 'vitest';
import { localServices, type WireAnswer } from '../session/testing/local-service.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../session/testing/test-session.js';
import { templateSchema } from '../template/schema.js';
import { suggest } from './suggest.js';

const start = localServices();

interface Vpc {
  readonly id: string;
  readonly name?: string;
  readonly isDefault?: boolean;
  readonly subnets: readonly { readonly id: string; readonly zone: string; readonly free: number; readonly state?: string }[];
}

const xml = (action: string, set: string, items: readonly string[], nextToken = ''): WireAnswer => ({
  body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><${set}>${items.map((item) => `<item>${item}</item>`).join('')}</${set}>${nextToken}</${action}Response>`,
});
const type = (name: string, vcpus: number): string =>
  `<instanceType>${name}</instanceType><currentGeneration>true</currentGeneration><bareMetal>false</bareMetal><burstablePerformanceSupported>false</burstablePerformanceSupported><supportedUsageClasses><item>on-demand</item><item>spot</item></supportedUsageClasses><processorInfo><supportedArchitectures><item>x86_64</item></supportedArchitectures></processorInfo><vCpuInfo><defaultVCpus>${vcpus}</defaultVCpus><defaultCores>${vcpus / 2}</defaultCores><defaultThreadsPerCore>2</defaultThreadsPerCore></vCpuInfo><memoryInfo><sizeInMiB>${vcpus * 4_096}</sizeInMiB></memoryInfo>`;

/** A region with these networks and key pairs, told in pages of one network. */
async function region(vpcs: readonly Vpc[], keys: readonly string[] = []) {
  const service = await start(({ action, body }) => {
    if (action === 'DescribeVpcs') {
      const page = Number(new URLSearchParams(body).get('NextToken') ?? 0);
      const vpc = vpcs[page];
      const items =
        vpc === undefined
          ? []
          : [
              `<vpcId>${vpc.id}</vpcId><isDefault>${vpc.isDefault === true}</isDefault><tagSet>${vpc.name === undefined ? '' : `<item><key>Name</key><value>${vpc.name}</value></item>`}</tagSet>`,
            ];
      return xml(action, 'vpcSet', items, page + 1 < vpcs.length ? `<nextToken>${page + 1}</nextToken>` : '');
    }
    if (action === 'DescribeSubnets') {
      const items = vpcs.flatMap((vpc) =>
        vpc.subnets.map(
          ({ id, zone, free, state = 'available' }) =>
            `<subnetId>${id}</subnetId><state>${state}</state><vpcId>${vpc.id}</vpcId><availabilityZone>${zone}</availabilityZone><availableIpAddressCount>${free}</availableIpAddressCount>`,
        ),
      );
      return xml(action, 'subnetSet', items);
    }
    if (action === 'DescribeSecurityGroups')
      return xml(
        action,
        'securityGroupInfo',
        vpcs.map(({ id }) => `<groupId>${id.replace('vpc', 'sg')}</groupId><vpcId>${id}</vpcId>`),
      );
    if (action === 'DescribeKeyPairs')
      return xml(
        action,
        'keySet',
        keys.map((name) => `<keyName>${name}</keyName>`),
      );
    if (action === 'DescribeInstanceTypes')
      return xml(action, 'instanceTypeSet', [type('m7i.xlarge', 4), type('m7i.2xlarge', 8), type('m7i.large', 2)]);
    if (action === 'DescribeInstanceTypeOfferings') return xml(action, 'instanceTypeOfferingSet', []);
    return { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{"PriceList":[]}' };
  });
  return testSession(service.url).session;
}

const toObject = (entries: readonly { readonly key: string; readonly valueJson: string }[]): object =>
  Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown]));

describe('what is suggested for an account', { tags: ['aws.init', 'simulated'] }, () => {
  it('are two templates for each network, with one subnet of each zone, the default network first', async () => {
    const session = await region(
      [
        { id: 'vpc-0002', name: 'grid_prod', subnets: [{ id: 'subnet-0021', zone: 'us-east-1a', free: 9 }] },
        {
          id: 'vpc-0001',
          isDefault: true,
          subnets: [
            { id: 'subnet-0011', zone: 'us-east-1b', free: 5 },
            { id: 'subnet-0012', zone: 'us-east-1a', free: 5 },
            { id: 'subnet-0013', zone: 'us-east-1a', free: 50 },
            { id: 'subnet-0014', zone: 'us-east-1c', free: 99, state: 'pending' },
          ],
        },
        { id: 'vpc-0003', subnets: [] },
      ],
      ['ops'],
    );
    const { templates, remarks } = await suggest(session, readInput());
    expect(templates.map(({ templateId }) => templateId)).toEqual([
      'vpc-0001-ondemand',
      'vpc-0001-spot',
      'grid-prod-ondemand',
      'grid-prod-spot',
    ]);
    const parsed = templates.map(({ entries }) => templateSchema.parse(toObject(entries)));
    expect(parsed[0]).toMatchObject({
      market: 'on-demand',
      subnetIds: ['subnet-0013', 'subnet-0011'],
      securityGroupIds: ['sg-0001'],
      keyName: 'ops',
    });
    expect(parsed[3]).toMatchObject({ market: 'spot', subnetIds: ['subnet-0021'], securityGroupIds: ['sg-0002'] });
    expect(parsed[0]?.types?.map((choice) => choice.type)).toEqual(['m7i.xlarge', 'm7i.2xlarge']);
    expect(remarks).toEqual([
      'default network vpc-0001: subnets subnet-0013 (us-east-1a), subnet-0011 (us-east-1b); security group sg-0001',
      'network vpc-0002 "grid_prod": subnets subnet-0021 (us-east-1a); security group sg-0002',
      'key pair ops: the only one',
    ]);
  });

  it('are never two of one name, nor a key pair that nobody chose', async () => {
    const subnets = (id: string) => [{ id, zone: 'us-east-1a', free: 1 }];
    const session = await region(
      [
        { id: 'vpc-0001', name: 'x!', subnets: subnets('subnet-0001') },
        { id: 'vpc-0002', name: 'x?', subnets: subnets('subnet-0002') },
        { id: 'vpc-0003', name: '***', subnets: subnets('subnet-0003') },
      ],
      ['a', 'b'],
    );
    const { templates, remarks } = await suggest(session, readInput());
    expect(templates.map(({ templateId }) => templateId).filter((id) => id.endsWith('spot'))).toEqual([
      'x-spot',
      'x-vpc-0002-spot',
      'vpc-0003-spot',
    ]);
    expect(remarks.at(-1)).toBe('key pairs, of which none was chosen: a, b');
    expect(templates.flatMap(({ entries }) => entries.map(({ key }) => key))).not.toContain('keyName');
  });

  it('are refused, with what to do, where there is no network', async () => {
    const session = await region([{ id: 'vpc-0003', subnets: [] }]);
    await expect(suggest(session, readInput())).rejects.toMatchObject({
      errorClass: 'NotFound',
      message: 'us-east-1 has no network with a subnet: make one, or name another region',
    });
  });
});
