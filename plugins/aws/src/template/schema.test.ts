import { describe, expect, it } from 'vitest';
import type { AwsOptions } from './options.js';
import { templateSchema } from './schema.js';

const BASE = { imageId: 'ami-0123456789abcdef0', vmType: 'c7i.xlarge' };
const parse = (keys: object): AwsOptions => templateSchema.parse({ ...BASE, ...keys });
const refusal = (keys: object): string => {
  const { error } = templateSchema.safeParse({ ...BASE, ...keys });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n') ?? '';
};

describe('a template', { tags: ['aws.template.keys', 'simulated'] }, () => {
  it('needs an image and a machine type alone', () => {
    expect(parse({})).toMatchObject({
      handlers: undefined,
      fleetType: 'instant',
      image: { by: 'id', id: 'ami-0123456789abcdef0' },
      types: [{ type: 'c7i.xlarge', weight: 1, priority: undefined }],
      subnetIds: [],
      market: 'on-demand',
      spotAllocation: 'price-capacity-optimized',
      onDemandAllocation: 'lowest-price',
      rootVolume: {},
      metadataTokens: undefined,
      requestValidityMinutes: 30,
    });
  });

  it('has its options as plain data: they are stored with each request', () => {
    const options = parse({ vmType: undefined, vmTypes: { 'c7i.xlarge': 2 }, volumeType: 'gp3', instanceRequirements: undefined });
    expect(structuredClone(options)).toEqual(options);
  });

  it.each([
    ['ami-27a1', { by: 'id', id: 'ami-27a1' }],
    [
      '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      { by: 'ssm', path: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' },
    ],
    ['resolve:ssm:/site/golden:3', { by: 'ssm', path: '/site/golden:3' }],
  ])('names its image as %s', (imageId, image) => {
    expect(parse({ imageId }).image).toEqual(image);
  });

  it('names its image by name, among its own and Amazon’s unless it says whose', () => {
    expect(parse({ imageId: undefined, imageName: 'grid-*' }).image).toEqual({ by: 'name', pattern: 'grid-*', owners: ['self', 'amazon'] });
    expect(parse({ imageId: undefined, imageName: 'grid-*', imageOwners: ['123456789012'] }).image).toMatchObject({
      owners: ['123456789012'],
    });
  });

  it('names several machine types, with weights and an order', () => {
    const types = { vmType: undefined, vmTypes: { 'c7i.large': 1, 'c7i.xlarge': 2 } };
    expect(parse(types).types).toEqual([
      { type: 'c7i.large', weight: 1, priority: undefined },
      { type: 'c7i.xlarge', weight: 2, priority: undefined },
    ]);
    const ordered = parse({ ...types, priceType: 'spot', vmTypesPriority: { 'c7i.xlarge': 1 } });
    expect(ordered.types?.map(({ priority }) => priority)).toEqual([undefined, 1]);
    expect([ordered.spotAllocation, ordered.onDemandAllocation]).toEqual(['capacity-optimized-prioritized', 'prioritized']);
  });

  it.each([
    'capacity-optimized-prioritized',
    'capacityOptimizedPrioritized',
    'capacity_optimized_prioritized',
    ' CapacityOptimizedPrioritized ',
  ])('takes the strategy %j', (allocationStrategy) => {
    expect(parse({ priceType: 'spot', allocationStrategy }).spotAllocation).toBe('capacity-optimized-prioritized');
  });

  it('leaves machine types to AWS where it says what they must have', () => {
    const instanceRequirements = {
      minVcpus: 4,
      maxVcpus: 8,
      minMemoryMib: 8_192,
      gpuCount: { min: 0, max: 0 },
      further: { SpotMaxPricePercentageOverLowestPrice: 50 },
    };
    const { types, requirements } = parse({ vmType: undefined, instanceRequirements });
    expect([types, requirements]).toEqual([undefined, instanceRequirements]);
  });

  it('states of its root volume only what it states', () => {
    expect(
      parse({ rootDeviceVolumeSize: 100, volumeType: 'io2', iops: 5_000, volumeEncrypted: true, volumeKmsKeyId: 'alias/k' }).rootVolume,
    ).toEqual({
      sizeGib: 100,
      type: 'io2',
      iops: 5_000,
      encrypted: true,
      kmsKeyId: 'alias/k',
    });
  });

  it('may leave image and machine type to a launch template', () => {
    const bare = { imageId: undefined, vmType: undefined };
    expect(parse({ ...bare, launchTemplateId: 'lt-0123456789abcdef0' })).toMatchObject({
      image: undefined,
      types: undefined,
      launchTemplate: { id: 'lt-0123456789abcdef0', version: '$Default' },
    });
    expect(parse({ launchTemplateId: 'lt-0123456789abcdef0', launchTemplateVersion: 7 }).launchTemplate?.version).toBe('7');
    expect(refusal({ imageId: undefined, nativeSpec: { LaunchTemplateData: { ImageId: 'ami-1' } } })).toBe('');
  });
});

describe('a template that is wrong', { tags: ['aws.template.problems', 'simulated'] }, () => {
  it.each([
    [{ vmTyp: 'x' }, ': Unrecognized key: "vmTyp"'],
    [
      { vmType: undefined },
      'vmType: nothing says which machines to launch: state vmType, vmTypes, instanceRequirements or launchTemplateId',
    ],
    [{ imageId: undefined }, 'imageId: nothing says what machines start from: state imageId, imageName or launchTemplateId'],
    [{ imageId: 'debian' }, 'imageId: must be an image like ami-0123456789abcdef0, or the path of an SSM parameter'],
    [{ imageName: 'x-*' }, 'imageName: imageId is stated, too: keep one of them'],
    [{ vmType: 'big' }, 'vmType: must be a machine type like c7i.xlarge'],
    [{ vmTypes: ['c7i.large'] }, 'vmTypes: vmType is stated, too: keep one of them'],
    [
      { vmType: undefined, vmTypes: { 'c7i.large': 0 } },
      'vmTypes.c7i.large: a weight must be at least 1: a machine of weight 0 would count for nothing',
    ],
    [{ vmType: undefined, vmTypes: { 'c7i.large': 1.5 } }, 'vmTypes: a weight must be a whole number'],
    [{ vmType: undefined, vmTypes: ['c7i.large', 'c7i.large'] }, 'vmTypes: a machine type is named twice'],
    [{ vmType: undefined, vmTypes: 7 }, 'vmTypes: write ["c7i.xlarge", "m7i.xlarge"], or {"c7i.xlarge": 1, "c7i.2xlarge": 2} with weights'],
    [{ vmTypesPriority: { 'm5.large': 1 } }, 'vmTypesPriority: m5.large is none of vmTypes: add it there, or take it out here'],
    [{ instanceRequirements: {} }, 'instanceRequirements: vmType is stated, too: name machine types, or let AWS choose them'],
    [
      { vmType: undefined, instanceRequirements: { minVcpus: 8, maxVcpus: 4 } },
      'instanceRequirements.maxVcpus: must not be below minVcpus',
    ],
    [
      { vmType: undefined, instanceRequirements: { allowedTypes: ['m5.*'], excludedTypes: ['c5.*'] } },
      'instanceRequirements.excludedTypes: AWS takes allowedTypes or excludedTypes, not both: keep one',
    ],
    [{ priceType: 'heterogeneous', percentOnDemand: 101 }, 'percentOnDemand: must be 0 to 100'],
    [{ percentOnDemand: 50 }, 'percentOnDemand: it does nothing without priceType heterogeneous: add that, or take this out'],
    [{ maxSpotPrice: 0.1 }, 'maxSpotPrice: it does nothing without priceType spot or heterogeneous: add that, or take this out'],
    [{ priceType: 'spot', maxSpotPrice: 0 }, 'maxSpotPrice: must be more than 0'],
    [
      { priceType: 'spot', poolsCount: 3 },
      'poolsCount: it does nothing without allocationStrategy lowest-price: add that, or take this out',
    ],
    [
      { priceType: 'spot', allocationStrategy: 'cheapest' },
      'allocationStrategy: write price-capacity-optimized, capacity-optimized, capacity-optimized-prioritized, lowest-price, diversified',
    ],
    [
      { priceType: 'spot', allocationStrategyOnDemand: 'prioritized' },
      'allocationStrategyOnDemand: it does nothing without priceType ondemand or heterogeneous: add that, or take this out',
    ],
    [{ efaCount: 2 }, 'efaCount: it does nothing without interfaceType efa: add that, or take this out'],
    [
      { interfaceType: 'efa', efaCount: 2, publicIp: true },
      'publicIp: EC2 gives no public address to a machine with several interfaces: take it out, or set efaCount to 1',
    ],
    [{ handlers: ['spot-fleet'] }, 'fleetRole: handlers names spot-fleet, which acts under a role: state its ARN, or take spot-fleet out'],
    [
      { handlers: ['run-instances'], fleetType: 'maintain' },
      'fleetType: handlers does not name ec2-fleet: add it there, or take fleetType out',
    ],
    [
      { handlers: ['auto-scaling-group'] },
      'subnetIds: an Auto Scaling group starts machines in named subnets alone: state them, or name another way in handlers',
    ],
    [{ subnetIds: ['subnet-0000', 'subnet-0000'] }, 'subnetIds: a subnet is named twice'],
    [{ securityGroupIds: ['web'] }, 'securityGroupIds.0: must be an id like sg-0123456789abcdef0'],
    [{ volumeType: 'st1' }, 'volumeType: no machine starts from a volume of type st1: write gp2, gp3, io1, io2 or standard'],
    [{ iops: 3_000 }, 'iops: it does nothing without volumeType gp3, io1 or io2: add that, or take this out'],
    [
      { volumeType: 'gp2', iops: 3_000 },
      'iops: a volume of type gp2 has none to choose: take them out, or write volumeType gp3, io1 or io2',
    ],
    [{ volumeType: 'gp3', iops: 100 }, 'iops: a volume of type gp3 has 3000 to 80000: correct the number or the type'],
    [{ volumeType: 'io1' }, 'iops: a volume of type io1 needs them: state 100 to 64000'],
    [
      { volumeType: 'io1', iops: 100, rootDeviceVolumeSize: 1 },
      'rootDeviceVolumeSize: a volume of type io1 has 4 to 16384 GiB: correct the size or the type',
    ],
    [{ volumeThroughputMibps: 500 }, 'volumeThroughputMibps: it does nothing without volumeType gp3: add that, or take this out'],
    [{ volumeKmsKeyId: 'k' }, 'volumeKmsKeyId: it does nothing without volumeEncrypted true: add that, or take this out'],
    [{ launchTemplateVersion: '3' }, 'launchTemplateVersion: it does nothing without launchTemplateId: add that, or take this out'],
    [
      { launchTemplateId: 'lt-0123456789abcdef0', launchTemplateVersion: 'newest' },
      'launchTemplateVersion: must be $Latest, $Default or a number',
    ],
    [
      { onDemandTargetCapacityRatio: 0.5 },
      'onDemandTargetCapacityRatio: it does nothing without ec2FleetConfig: add that, or take this out',
    ],
    [
      { ec2FleetConfig: 'fleet.json' },
      'ec2FleetConfig: must be an absolute path; ${CONFIG_DIR} stands for the folder of the configuration',
    ],
  ])('is refused before any call: %j', (keys, message) => {
    expect(refusal(keys)).toBe(message);
  });

  it('is told everything that is wrong at once', () => {
    expect(refusal({ percentOnDemand: 5, iops: 3_000, efaCount: 2 }).split('\n')).toHaveLength(3);
  });
});
