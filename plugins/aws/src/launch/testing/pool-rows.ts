import type { AwsOptions } from '../../template/options.js';
import { everywhere, pool, type KeyRow } from './fates.js';

const DISTRIBUTION = 'MixedInstancesPolicy.InstancesDistribution';
const CONFIG = 'SpotFleetRequestConfig';
const data = (values: Readonly<Record<string, string>>): KeyRow['fates'] => everywhere({ data: values });
const choice = (type: string, weight = 1, priority?: number): NonNullable<AwsOptions['types']>[number] => ({ type, weight, priority });
const ONE_MARKET = /run-instances buys on one market alone/;
const SPOT = { market: 'spot' } as const;
const MIXED = { market: 'mixed', onDemandPercent: 30 } as const;
const ALL_SPOT = { market: 'mixed', onDemandPercent: 0 } as const;
const ALL_ON_DEMAND = { market: 'mixed', onDemandPercent: 100 } as const;
const ROLE = 'arn:aws:iam::123456789012:role/other';

/** Keys that say which way to launch, from which pools and on which market. */
export const POOL_ROWS: readonly KeyRow[] = [
  {
    key: 'handlers',
    value: 'each alone',
    options: {},
    fates: {
      'ec2-fleet': { call: { Action: 'CreateFleet' } },
      'run-instances': { call: { Action: 'RunInstances' } },
      'auto-scaling-group': { call: { Action: 'CreateAutoScalingGroup' } },
      'spot-fleet': { call: { Action: 'RequestSpotFleet' } },
    },
  },
  {
    key: 'fleetType',
    value: 'request',
    options: { fleetType: 'request', requestValidityMinutes: 30 },
    fates: {
      ...everywhere({ same: 'the type of an EC2 Fleet' }),
      'ec2-fleet': { call: { Type: 'request', TerminateInstancesWithExpiration: 'false' } },
    },
  },
  {
    key: 'fleetType',
    value: 'maintain',
    options: { fleetType: 'maintain' },
    fates: {
      ...everywhere({ same: 'the type of an EC2 Fleet' }),
      'ec2-fleet': { call: { Type: 'maintain', ExcessCapacityTerminationPolicy: 'no-termination', ReplaceUnhealthyInstances: 'false' } },
    },
  },
  { key: 'image', value: 'by id', options: { image: { by: 'id', id: 'ami-000a' } }, fates: data({ ImageId: 'ami-000a' }) },
  { key: 'image', value: 'by parameter', options: { image: { by: 'ssm', path: '/images/newest' } }, fates: data({ ImageId: 'ami-0002' }) },
  {
    key: 'image',
    value: 'by name',
    options: { image: { by: 'name', pattern: 'grid-*', owners: ['self'] } },
    fates: data({ ImageId: 'ami-0002' }),
  },
  {
    key: 'types',
    value: 'with weights and an order',
    options: { types: [choice('m5.large', 1, 2), choice('c5.xlarge', 2, 1)], onDemandAllocation: 'prioritized' },
    without: { onDemandAllocation: 'prioritized' },
    fates: {
      'ec2-fleet': {
        call: {
          ...pool('ec2-fleet', 1, { InstanceType: 'c5.xlarge', WeightedCapacity: '2', Priority: '1' }),
          ...pool('ec2-fleet', 2, { InstanceType: 'm5.large', WeightedCapacity: '1', Priority: '2' }),
        },
      },
      'run-instances': { call: { InstanceType: 'c5.xlarge', MaxCount: '5' } },
      'auto-scaling-group': {
        call: {
          ...pool('auto-scaling-group', 1, { InstanceType: 'c5.xlarge', WeightedCapacity: '2' }),
          ...pool('auto-scaling-group', 2, { InstanceType: 'm5.large', WeightedCapacity: '1' }),
        },
      },
      'spot-fleet': {
        call: {
          ...pool('spot-fleet', 1, { InstanceType: 'c5.xlarge', WeightedCapacity: '2', Priority: '1' }),
          ...pool('spot-fleet', 2, { InstanceType: 'm5.large', WeightedCapacity: '1', Priority: '2' }),
        },
      },
    },
  },
  {
    key: 'onDemandTypes',
    value: 'on demand',
    options: { onDemandTypes: [choice('m5.large')] },
    fates: {
      'ec2-fleet': { call: pool('ec2-fleet', 1, { InstanceType: 'm5.large' }) },
      'run-instances': { call: { InstanceType: 'm5.large' } },
      'auto-scaling-group': { call: pool('auto-scaling-group', 1, { InstanceType: 'm5.large' }) },
      'spot-fleet': { call: pool('spot-fleet', 1, { InstanceType: 'm5.large' }) },
    },
  },
  {
    key: 'onDemandTypes',
    value: 'in a mixed market',
    options: { ...MIXED, onDemandTypes: [choice('m5.large')] },
    without: MIXED,
    fates: {
      'ec2-fleet': {
        call: {
          ...pool('ec2-fleet', 1, { InstanceType: 'm5.large', Priority: '0' }),
          ...pool('ec2-fleet', 2, { InstanceType: 'c5.large', Priority: '1' }),
          'OnDemandOptions.AllocationStrategy': 'prioritized',
        },
      },
      'run-instances': { refused: ONE_MARKET },
      'auto-scaling-group': {
        call: {
          ...pool('auto-scaling-group', 1, { InstanceType: 'm5.large' }),
          [`${DISTRIBUTION}.OnDemandAllocationStrategy`]: 'prioritized',
        },
      },
      'spot-fleet': {
        call: { ...pool('spot-fleet', 1, { InstanceType: 'm5.large' }), [`${CONFIG}.OnDemandAllocationStrategy`]: 'prioritized' },
      },
    },
  },
  {
    key: 'requirements',
    value: 'all of them',
    options: {
      types: undefined,
      requirements: {
        minVcpus: 4,
        maxVcpus: 8,
        minMemoryMib: 8_192,
        maxMemoryMib: 32_768,
        gpuCount: { min: 1, max: 2 },
        gpuManufacturers: ['nvidia'],
        gpuNames: ['t4'],
        cpuManufacturers: ['intel'],
        burstable: 'excluded',
        bareMetal: 'excluded',
        generations: ['current'],
        excludedTypes: ['t3.*'],
        localStorage: 'included',
        further: { RequireHibernateSupport: true },
      },
    },
    fates: {
      'ec2-fleet': { call: pool('ec2-fleet', 1, requirementParameters('.', { request: true })) },
      'run-instances': { refused: /run-instances takes types, not requirements/ },
      'auto-scaling-group': { call: pool('auto-scaling-group', 1, requirementParameters('.member.')) },
      'spot-fleet': { call: pool('spot-fleet', 1, requirementParameters('.', { request: false })) },
    },
  },
  {
    key: 'requirements',
    value: 'of allowed types',
    options: { types: undefined, requirements: { minVcpus: 4, minMemoryMib: 8_192, allowedTypes: ['m5.*'] } },
    without: { types: undefined, requirements: { minVcpus: 4, minMemoryMib: 8_192 } },
    fates: {
      'ec2-fleet': { call: pool('ec2-fleet', 1, { 'InstanceRequirements.AllowedInstanceType.1': 'm5.*' }) },
      'run-instances': { refused: /run-instances takes types, not requirements/ },
      'auto-scaling-group': { call: pool('auto-scaling-group', 1, { 'InstanceRequirements.AllowedInstanceTypes.member.1': 'm5.*' }) },
      'spot-fleet': { call: pool('spot-fleet', 1, { 'InstanceRequirements.AllowedInstanceTypeSet.1': 'm5.*' }) },
    },
  },
  {
    key: 'subnetIds',
    value: 'two zones',
    options: { subnetIds: ['subnet-001b', 'subnet-001c'] },
    fates: {
      'ec2-fleet': { call: { ...pool('ec2-fleet', 1, { SubnetId: 'subnet-001b' }), ...pool('ec2-fleet', 2, { SubnetId: 'subnet-001c' }) } },
      'run-instances': { call: { SubnetId: 'subnet-001b' } },
      'auto-scaling-group': { call: { VPCZoneIdentifier: 'subnet-001b,subnet-001c' } },
      'spot-fleet': {
        call: { ...pool('spot-fleet', 1, { SubnetId: 'subnet-001b' }), ...pool('spot-fleet', 2, { SubnetId: 'subnet-001c' }) },
      },
    },
  },
  {
    key: 'securityGroupIds',
    value: 'two',
    options: { securityGroupIds: ['sg-0001', 'sg-0002'] },
    fates: data({ 'SecurityGroupId.1': 'sg-0001', 'SecurityGroupId.2': 'sg-0002' }),
  },
  { key: 'keyName', value: 'a key pair', options: { keyName: 'key-1' }, fates: data({ KeyName: 'key-1' }) },
  {
    key: 'instanceProfile',
    value: 'by name',
    options: { instanceProfile: 'worker' },
    fates: data({ 'IamInstanceProfile.Name': 'worker' }),
  },
  {
    key: 'instanceProfile',
    value: 'by ARN',
    options: { instanceProfile: 'arn:aws:iam::123456789012:instance-profile/worker' },
    fates: data({ 'IamInstanceProfile.Arn': 'arn:aws:iam::123456789012:instance-profile/worker' }),
  },
  {
    key: 'launchTemplate',
    value: 'one of the user’s',
    options: { launchTemplate: { id: 'lt-0009', version: '$Latest' } },
    fates: data({ 'CpuOptions.ThreadsPerCore': '1', KeyName: 'key-of-template' }),
  },
  {
    key: 'market',
    value: 'spot',
    options: SPOT,
    fates: {
      'ec2-fleet': {
        call: { 'TargetCapacitySpecification.SpotTargetCapacity': '10', 'TargetCapacitySpecification.DefaultTargetCapacityType': 'spot' },
      },
      'run-instances': {
        call: { 'InstanceMarketOptions.MarketType': 'spot', 'InstanceMarketOptions.SpotOptions.SpotInstanceType': 'one-time' },
      },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.OnDemandPercentageAboveBaseCapacity`]: '0' } },
      'spot-fleet': { call: { [`${CONFIG}.TargetCapacity`]: '10', [`${CONFIG}.OnDemandTargetCapacity`]: '0' } },
    },
  },
  {
    key: 'onDemandPercent',
    value: '30',
    options: MIXED,
    without: { market: 'mixed', onDemandPercent: 100 },
    fates: {
      'ec2-fleet': {
        call: { 'TargetCapacitySpecification.OnDemandTargetCapacity': '3', 'TargetCapacitySpecification.SpotTargetCapacity': '7' },
      },
      'run-instances': { refused: ONE_MARKET },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.OnDemandPercentageAboveBaseCapacity`]: '30' } },
      'spot-fleet': { call: { [`${CONFIG}.OnDemandTargetCapacity`]: '3' } },
    },
  },
  {
    key: 'onDemandPercent',
    value: '0',
    options: ALL_SPOT,
    without: ALL_ON_DEMAND,
    fates: {
      'ec2-fleet': {
        call: { 'TargetCapacitySpecification.OnDemandTargetCapacity': '0', 'TargetCapacitySpecification.SpotTargetCapacity': '10' },
      },
      'run-instances': { call: { 'InstanceMarketOptions.MarketType': 'spot' } },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.OnDemandPercentageAboveBaseCapacity`]: '0' } },
      'spot-fleet': { call: { [`${CONFIG}.OnDemandTargetCapacity`]: '0' } },
    },
  },
  {
    key: 'onDemandPercent',
    value: '100',
    options: ALL_ON_DEMAND,
    without: ALL_SPOT,
    fates: {
      'ec2-fleet': {
        call: { 'TargetCapacitySpecification.OnDemandTargetCapacity': '10', 'TargetCapacitySpecification.SpotTargetCapacity': '0' },
      },
      'run-instances': { call: { InstanceType: 'c5.large', MaxCount: '10' } },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.OnDemandPercentageAboveBaseCapacity`]: '100' } },
      'spot-fleet': { call: { [`${CONFIG}.OnDemandTargetCapacity`]: '10' } },
    },
  },
  {
    key: 'onDemandBase',
    value: '4',
    options: { market: 'mixed', onDemandPercent: 50, onDemandBase: 4 },
    without: { market: 'mixed', onDemandPercent: 50 },
    fates: {
      'ec2-fleet': { call: { 'TargetCapacitySpecification.OnDemandTargetCapacity': '7' } },
      'run-instances': { refused: ONE_MARKET },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.OnDemandBaseCapacity`]: '4' } },
      'spot-fleet': { call: { [`${CONFIG}.OnDemandTargetCapacity`]: '7' } },
    },
  },
  {
    key: 'maxSpotPriceUsd',
    value: '0.25',
    options: { ...SPOT, maxSpotPriceUsd: 0.25 },
    without: SPOT,
    fates: {
      'ec2-fleet': { call: pool('ec2-fleet', 1, { MaxPrice: '0.25' }) },
      'run-instances': { call: { 'InstanceMarketOptions.SpotOptions.MaxPrice': '0.25' } },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.SpotMaxPrice`]: '0.25' } },
      'spot-fleet': { call: { [`${CONFIG}.SpotPrice`]: '0.25' } },
    },
  },
  ...spotAllocationRows(),
  {
    key: 'onDemandAllocation',
    value: 'prioritized',
    options: { onDemandAllocation: 'prioritized' },
    fates: {
      'ec2-fleet': { call: { 'OnDemandOptions.AllocationStrategy': 'prioritized' } },
      'run-instances': { same: 'each call has one pool; the order of types is the order of the calls' },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.OnDemandAllocationStrategy`]: 'prioritized' } },
      'spot-fleet': { call: { [`${CONFIG}.OnDemandAllocationStrategy`]: 'prioritized' } },
    },
  },
  {
    key: 'onDemandAllocation',
    value: 'lowest-price',
    options: { onDemandAllocation: 'lowest-price' },
    without: { onDemandAllocation: 'prioritized' },
    fates: {
      'ec2-fleet': { call: { 'OnDemandOptions.AllocationStrategy': 'lowest-price' } },
      'run-instances': { same: 'each call has one pool; the order of types is the order of the calls' },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.OnDemandAllocationStrategy`]: 'lowest-price' } },
      'spot-fleet': { call: { [`${CONFIG}.OnDemandAllocationStrategy`]: 'lowestPrice' } },
    },
  },
  {
    key: 'spotPools',
    value: '3',
    options: { ...SPOT, spotAllocation: 'lowest-price', spotPools: 3 },
    without: { ...SPOT, spotAllocation: 'lowest-price' },
    fates: {
      'ec2-fleet': { call: { 'SpotOptions.InstancePoolsToUseCount': '3' } },
      'run-instances': { same: 'each call has one pool' },
      'auto-scaling-group': { call: { [`${DISTRIBUTION}.SpotInstancePools`]: '3' } },
      'spot-fleet': { call: { [`${CONFIG}.InstancePoolsToUseCount`]: '3' } },
    },
  },
  {
    key: 'fleetRole',
    value: 'a role',
    options: { fleetRole: ROLE },
    fates: {
      ...everywhere({ same: 'AWS has service-linked roles for it' }),
      'spot-fleet': { call: { [`${CONFIG}.IamFleetRole`]: ROLE } },
    },
  },
  {
    key: 'fleetRole',
    value: 'none',
    options: { fleetRole: undefined },
    fates: {
      ...everywhere({ same: 'AWS has service-linked roles for it' }),
      'spot-fleet': { refused: /spot-fleet needs the ARN of a role/ },
    },
  },
  {
    key: 'requestValidityMinutes',
    value: '90',
    options: { requestValidityMinutes: 90, fleetType: 'request' },
    without: { fleetType: 'request' },
    fates: {
      'ec2-fleet': { call: { ValidUntil: '2026-05-01T01:30:00Z' } },
      'run-instances': { same: 'nothing stays open after the call' },
      'auto-scaling-group': { same: 'a group has no end; the request’s own deadline holds' },
      'spot-fleet': { call: { [`${CONFIG}.ValidUntil`]: '2026-05-01T01:30:00Z' } },
    },
  },
];

/** All strategies, each in the words of each API. */
function spotAllocationRows(): readonly KeyRow[] {
  const rows: readonly (readonly [AwsOptions['spotAllocation'], spotFleet: string, autoScaling: string | undefined])[] = [
    ['price-capacity-optimized', 'priceCapacityOptimized', 'price-capacity-optimized'],
    ['capacity-optimized', 'capacityOptimized', 'capacity-optimized'],
    ['capacity-optimized-prioritized', 'capacityOptimizedPrioritized', 'capacity-optimized-prioritized'],
    ['lowest-price', 'lowestPrice', 'lowest-price'],
    ['diversified', 'diversified', undefined],
  ];
  return rows.map(([strategy, spotFleet, autoScaling]) => ({
    key: 'spotAllocation',
    value: strategy,
    options: { ...SPOT, spotAllocation: strategy },
    without: { ...SPOT, spotAllocation: strategy === 'lowest-price' ? 'capacity-optimized' : 'lowest-price' },
    fates: {
      'ec2-fleet': { call: { 'SpotOptions.AllocationStrategy': strategy } },
      'run-instances': { same: 'each call has one pool' },
      'auto-scaling-group':
        autoScaling === undefined
          ? { refused: /auto-scaling-group has no strategy diversified/ }
          : { call: { [`${DISTRIBUTION}.SpotAllocationStrategy`]: autoScaling } },
      'spot-fleet': { call: { [`${CONFIG}.AllocationStrategy`]: spotFleet } },
    },
  }));
}

/** Requirements as they stand on the wire; EC2 names the entries of lists in its own way for each of its two fleets. */
function requirementParameters(list: '.' | '.member.', ec2?: { readonly request: boolean }): Readonly<Record<string, string>> {
  const one = (request: string, configured: string): string =>
    ec2 === undefined ? `${configured}s` : ec2.request ? request : `${configured}Set`;
  const entry = (name: string): string => `InstanceRequirements.${ec2 === undefined ? `${name}s` : one(name, name)}${list}1`;
  return {
    'InstanceRequirements.VCpuCount.Min': '4',
    'InstanceRequirements.VCpuCount.Max': '8',
    'InstanceRequirements.MemoryMiB.Min': '8192',
    'InstanceRequirements.MemoryMiB.Max': '32768',
    'InstanceRequirements.AcceleratorCount.Min': '1',
    'InstanceRequirements.AcceleratorCount.Max': '2',
    [entry('AcceleratorManufacturer')]: 'nvidia',
    [entry('AcceleratorName')]: 't4',
    [entry('CpuManufacturer')]: 'intel',
    'InstanceRequirements.BurstablePerformance': 'excluded',
    'InstanceRequirements.BareMetal': 'excluded',
    [entry('InstanceGeneration')]: 'current',
    [entry('ExcludedInstanceType')]: 't3.*',
    'InstanceRequirements.LocalStorage': 'included',
    'InstanceRequirements.RequireHibernateSupport': 'true',
  };
}
