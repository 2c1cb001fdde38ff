import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { items, refusal, xml, type TestCloud } from '../../catalog/testing/test-cloud.js';
import type { AwsOptions } from '../../template/options.js';
import { startLaunchCloud } from '../testing/launch-cloud.js';
import { sessionAt } from '../testing/launched.js';
import { PLAIN } from '../testing/options.js';
import { validate } from './validate.js';

describe('checking a template against the cloud', { tags: ['aws.template.problems', 'contract'] }, () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await startLaunchCloud();
  });
  afterEach(() => cloud.close());

  async function problems(options: Partial<AwsOptions>, settings: Readonly<Record<string, unknown>> = {}): Promise<readonly string[]> {
    const input = { options: { ...PLAIN, ...options }, signal: new AbortController().signal };
    return (await validate(sessionAt(cloud, settings), input)).map(({ path, message }) => `${path}: ${message}`);
  }

  const type = (name: string): NonNullable<AwsOptions['types']>[number] => ({ type: name, weight: 1, priority: undefined });

  it('finds nothing wrong with one that names what there is, in a handful of reads', async () => {
    const options = {
      types: [type('c5.large'), type('m5.large')],
      subnetIds: ['subnet-001a', 'subnet-001b'],
      securityGroupIds: ['sg-0001', 'sg-0002'],
      keyName: 'key-1',
      placementGroup: 'pg-1',
    };
    expect(await problems(options)).toEqual([]);
    const asked = cloud.calls.map(({ action }) => action).filter((action) => !action.endsWith('ServiceQuotas'));
    expect(asked.toSorted()).toEqual([
      'DescribeImages',
      'DescribeInstanceTypes',
      'DescribeKeyPairs',
      'DescribePlacementGroups',
      'DescribeSecurityGroups',
      'DescribeSubnets',
    ]);
  });

  it.each<[string, Partial<AwsOptions>, string]>([
    ['an image', { image: { by: 'id', id: 'ami-0404' } }, 'imageId: there is no image ami-0404 in us-east-1'],
    ['a parameter', { image: { by: 'ssm', path: '/none' } }, 'imageId: there is no parameter /none in us-east-1'],
    ['an image of a name', { image: { by: 'name', pattern: 'none', owners: [] } }, "imageName: no image has a name like 'none'"],
    ['a machine type', { types: [type('c5.large'), type('z9.huge')] }, 'vmTypes.z9.huge: there is no machine type z9.huge in us-east-1'],
    ['a type for on demand', { onDemandTypes: [type('z9.huge')] }, 'vmTypesOnDemand.z9.huge: there is no machine type z9.huge'],
    [
      'a type for the image’s processors',
      { types: [type('c7g.large')] },
      'vmTypes.c7g.large: c7g.large is a machine of arm64, the image one for x86_64',
    ],
    ['a subnet', { subnetIds: ['subnet-001a', 'subnet-0404'] }, 'subnetIds[1]: there is no subnet subnet-0404 in us-east-1'],
    ['one VPC', { subnetIds: ['subnet-001a', 'subnet-0bad'] }, 'subnetIds[1]: subnet-0bad lies in vpc-2, subnet-001a in vpc-1'],
    [
      'a zone for each subnet',
      { subnetIds: ['subnet-001a', 'subnet-01a2'] },
      'subnetIds[1]: subnet-01a2 and subnet-001a both lie in us-east-1a',
    ],
    ['a security group', { securityGroupIds: ['sg-0404'] }, 'securityGroupIds[0]: there is no security group sg-0404 in us-east-1'],
    [
      'a security group of the VPC',
      { securityGroupIds: ['sg-0bad'] },
      'securityGroupIds[0]: sg-0bad belongs to vpc-2, the machines to vpc-1',
    ],
    ['groups of one VPC', { subnetIds: [], securityGroupIds: ['sg-0001', 'sg-0bad'] }, 'securityGroupIds[1]: sg-0bad belongs to vpc-2'],
    ['a key pair', { keyName: 'key-none' }, 'keyName: there is no key pair key-none in us-east-1'],
    ['a placement group', { placementGroup: 'pg-none' }, 'placementGroupName: there is no placement group pg-none in us-east-1'],
    ['a fleet role', { handlers: ['spot-fleet'] }, 'fleetRole: spot-fleet needs the ARN of a role'],
    ['a fleet file', { fleetConfigFile: '/nowhere/fleet.json' }, 'ec2FleetConfig: /nowhere/fleet.json cannot be read: ENOENT'],
  ])('misses %s', async (_, options, message) => {
    expect(await problems(options)).toEqual([expect.stringContaining(message)]);
  });

  it('misses a launch template', async () => {
    cloud.answer('DescribeLaunchTemplateVersions', () => refusal(400, 'InvalidLaunchTemplateId.NotFound'));
    const launchTemplate = { id: 'lt-0404', version: '$Default' };
    expect(await problems({ launchTemplate })).toEqual([
      'launchTemplateId: there is no version $Default of a launch template lt-0404 in us-east-1',
    ]);
  });

  it('misses an image where the launch template names none either', async () => {
    cloud.answer('DescribeLaunchTemplateVersions', () =>
      xml('DescribeLaunchTemplateVersions', items('launchTemplateVersionSet', ['<launchTemplateData/>'])),
    );
    const launchTemplate = { id: 'lt-0001', version: '1' };
    expect(await problems({ launchTemplate, image: undefined })).toEqual(['imageId: the launch template names no image']);
  });

  it('lets two subnets of a zone pass where no fleet launches', async () => {
    expect(await problems({ handlers: ['run-instances'], subnetIds: ['subnet-001a', 'subnet-01a2'] })).toEqual([]);
  });

  it('lets a missing key pair pass where it is made', async () => {
    expect(await problems({ keyName: 'key-none' }, { keyFolder: '/keys' })).toEqual([]);
  });

  it('finds a quota of 0', async () => {
    const UsageMetric = { MetricNamespace: 'AWS/Usage', MetricDimensions: { Resource: 'vCPU' } };
    cloud.answer('ListServiceQuotas', () => ({ Quotas: [{ QuotaCode: 'L-34B43A08', QuotaName: 'spot', Value: 0, UsageMetric }] }));
    cloud.answer('ListAWSDefaultServiceQuotas', () => ({ Quotas: [] }));
    expect(await problems({ market: 'spot' })).toEqual([
      expect.stringContaining("the account's quota of spot vCPUs for types like c5.large is 0"),
    ]);
    expect(await problems({ market: 'on-demand' })).toEqual([]);
  });

  it('fails where the cloud cannot be asked, and does not call that a fault of the template', async () => {
    cloud.answer('DescribeSubnets', () => refusal(403, 'UnauthorizedOperation'));
    await expect(problems({})).rejects.toMatchObject({ errorClass: 'PermissionDenied' });
  });
});
