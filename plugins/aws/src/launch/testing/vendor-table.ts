import type { Tag } from '@hostwright/core/provider';
import type { AwsOptions } from '../../template/options.js';
import { everywhere, pool, type KeyRow } from './fates.js';
import { KEY_ROWS } from './key-table.js';

/** One key of a vendor's template file, set. */
export interface VendorRow {
  readonly key: string;
  readonly value: unknown;
  /** Other keys that it needs. */
  readonly beside?: Readonly<Record<string, unknown>>;
  /** How core hands on what it reads itself. */
  readonly handedOn?: { readonly tags?: readonly Tag[]; readonly userData?: string };
  /** Parameters with which the user's launch template is read. */
  readonly asked?: Readonly<Record<string, string>>;
  readonly fates: KeyRow['fates'] | 'ignored';
}

/** Keys of LSF's template file. Source: https://www.ibm.com/docs/en/spectrum-lsf/10.1.0?topic=reference-awsprov-templatesjson */
export const LSF_KEYS: readonly string[] =
  'imageId subnetId vmType keyName securityGroupIds instanceTags userData launchTemplateId launchTemplateVersion instanceProfile placementGroupName tenancy ebsOptimized interfaceType efaCount spotPrice fleetRole allocationStrategy durationInHours ec2FleetConfig onDemandTargetCapacityRatio computeUnit gpuextend ttl'.split(
    ' ',
  );

/** Keys of Symphony's. Source: https://www.ibm.com/docs/en/SSZU2E_2.4.1/cloud_enablement/hf_ref_awsprovtemp.html */
export const SYMPHONY_KEYS: readonly string[] =
  'imageId subnetId vmType vmTypes vmTypesOnDemand vmTypesPriority priceType keyName securityGroupIds instanceTags userData launchTemplateId instanceProfile maxSpotPrice fleetRole allocationStrategy allocationStrategyOnDemand percentOnDemand poolsCount spotFleetRequestExpiry requestValidity rootDeviceVolumeSize volumeType iops'.split(
    ' ',
  );

/** What our own key of the same meaning comes to. */
function like(key: keyof AwsOptions, value: string): KeyRow['fates'] {
  const row = KEY_ROWS.find((one) => one.key === key && one.value === value);
  if (row === undefined) throw new Error(`no row ${key}, ${value}`);
  return row.fates;
}

const data = (values: Readonly<Record<string, string>>): KeyRow['fates'] => everywhere({ data: values });

const SPOT = { priceType: 'spot' };
const MIXED = { priceType: 'heterogeneous' };

/** Two tags of the same kind on all that is tagged. */
const TAGS = [{ key: 'group', value: 'project1' }];

const COMMON: readonly VendorRow[] = [
  { key: 'imageId', value: 'ami-000a', fates: like('image', 'by id') },
  { key: 'keyName', value: 'key-1', fates: like('keyName', 'a key pair') },
  { key: 'securityGroupIds', value: ['sg-0001', 'sg-0002'], fates: like('securityGroupIds', 'two') },
  { key: 'subnetId', value: 'subnet-001b, subnet-001c', fates: like('subnetIds', 'two zones') },
  { key: 'launchTemplateId', value: 'lt-0009', beside: { keyName: '' }, fates: like('launchTemplate', 'one of the user’s') },
  { key: 'instanceProfile', value: 'worker', fates: like('instanceProfile', 'by name') },
  { key: 'fleetRole', value: 'arn:aws:iam::123456789012:role/other', fates: like('fleetRole', 'a role') },
  {
    key: 'instanceTags',
    value: 'group=project1',
    handedOn: { tags: TAGS },
    fates: {
      'ec2-fleet': { call: { 'TagSpecification.2.ResourceType': 'instance', 'TagSpecification.2.Tag.1.Key': 'group' } },
      'run-instances': { call: { 'TagSpecification.1.ResourceType': 'instance', 'TagSpecification.1.Tag.1.Key': 'group' } },
      'auto-scaling-group': { call: { 'Tags.member.1.Key': 'group', 'Tags.member.1.PropagateAtLaunch': 'true' } },
      'spot-fleet': { data: { 'TagSpecification.1.ResourceType': 'instance', 'TagSpecification.1.Tag.1.Key': 'group' } },
    },
  },
  {
    key: 'userData',
    value: 'zone=us_west_2a',
    handedOn: { userData: "#!/bin/sh\nexport zone='us_west_2a'\n" },
    fates: data({ UserData: Buffer.from("#!/bin/sh\nexport zone='us_west_2a'\n").toString('base64') }),
  },
];

/** Every key of LSF's file. */
export const LSF_ROWS: readonly VendorRow[] = [
  ...COMMON,
  {
    key: 'vmType',
    value: 'm5.large, c5.xlarge',
    fates: {
      'ec2-fleet': {
        call: { ...pool('ec2-fleet', 1, { InstanceType: 'm5.large' }), ...pool('ec2-fleet', 2, { InstanceType: 'c5.xlarge' }) },
      },
      'run-instances': { call: { InstanceType: 'm5.large' } },
      'auto-scaling-group': { call: pool('auto-scaling-group', 2, { InstanceType: 'c5.xlarge' }) },
      'spot-fleet': { call: pool('spot-fleet', 2, { InstanceType: 'c5.xlarge' }) },
    },
  },
  {
    key: 'launchTemplateVersion',
    value: '7',
    beside: { launchTemplateId: 'lt-0009' },
    asked: { LaunchTemplateId: 'lt-0009', 'LaunchTemplateVersion.1': '7' },
    fates: everywhere({ same: 'it decides which version is read' }),
  },
  { key: 'placementGroupName', value: 'pg-1', fates: like('placementGroup', 'a group') },
  { key: 'tenancy', value: 'dedicated', fates: like('tenancy', 'dedicated') },
  { key: 'ebsOptimized', value: 'true', fates: like('ebsOptimized', 'true') },
  { key: 'interfaceType', value: 'efa', beside: { securityGroupIds: ['sg-0001'] }, fates: like('interfaceType', 'efa') },
  { key: 'efaCount', value: 2, beside: { interfaceType: 'efa' }, fates: like('efaCount', '2') },
  { key: 'spotPrice', value: '0.25', fates: like('maxSpotPriceUsd', '0.25') },
  { key: 'allocationStrategy', value: 'lowestPrice', beside: { spotPrice: '0.25' }, fates: like('spotAllocation', 'lowest-price') },
  { key: 'allocationStrategy', value: 'diversified', beside: { spotPrice: '0.25' }, fates: like('spotAllocation', 'diversified') },
  { key: 'ec2FleetConfig', value: 'FLEET_FILE', fates: like('fleetConfigFile', 'the vendor’s file') },
  {
    key: 'onDemandTargetCapacityRatio',
    value: '0.4',
    beside: { ec2FleetConfig: 'FLEET_FILE' },
    fates: like('onDemandTargetCapacityRatio', '0.4'),
  },
  { key: 'durationInHours', value: 6, fates: 'ignored' },
  { key: 'computeUnit', value: 'core', fates: 'ignored' },
  { key: 'gpuextend', value: 'ngpus=1', fates: 'ignored' },
  { key: 'ttl', value: 60, fates: 'ignored' },
];

/** Every key of Symphony's file. */
export const SYMPHONY_ROWS: readonly VendorRow[] = [
  ...COMMON,
  { key: 'subnetId', value: ['subnet-001b', 'subnet-001c'], fates: like('subnetIds', 'two zones') },
  { key: 'vmType', value: 'm5.large', fates: like('onDemandTypes', 'on demand') },
  {
    key: 'vmTypes',
    value: { 'c5.xlarge': 2, 'm5.large': 1 },
    beside: SPOT,
    fates: {
      'ec2-fleet': { call: pool('ec2-fleet', 1, { InstanceType: 'c5.xlarge', WeightedCapacity: '2' }) },
      'run-instances': { call: { InstanceType: 'c5.xlarge', MaxCount: '5' } },
      'auto-scaling-group': { call: pool('auto-scaling-group', 1, { InstanceType: 'c5.xlarge', WeightedCapacity: '2' }) },
      'spot-fleet': { call: pool('spot-fleet', 1, { InstanceType: 'c5.xlarge', WeightedCapacity: '2' }) },
    },
  },
  {
    key: 'vmTypesOnDemand',
    value: { 'm5.large': 1 },
    beside: { ...MIXED, vmTypes: { 'c5.large': 1 }, percentOnDemand: 30 },
    fates: like('onDemandTypes', 'in a mixed market'),
  },
  {
    key: 'vmTypesPriority',
    value: { 'm5.large': 2, 'c5.xlarge': 1 },
    beside: { ...SPOT, vmTypes: { 'm5.large': 1, 'c5.xlarge': 2 } },
    fates: like('types', 'with weights and an order'),
  },
  { key: 'priceType', value: 'spot', fates: like('market', 'spot') },
  { key: 'priceType', value: 'heterogeneous', beside: { percentOnDemand: 30 }, fates: like('onDemandPercent', '30') },
  { key: 'priceType', value: 'heterogeneous', fates: like('onDemandPercent', '0') },
  { key: 'percentOnDemand', value: 0, beside: MIXED, fates: like('onDemandPercent', '0') },
  { key: 'percentOnDemand', value: 30, beside: MIXED, fates: like('onDemandPercent', '30') },
  { key: 'percentOnDemand', value: '100', beside: MIXED, fates: like('onDemandPercent', '100') },
  { key: 'maxSpotPrice', value: 0.25, beside: SPOT, fates: like('maxSpotPriceUsd', '0.25') },
  { key: 'allocationStrategy', value: 'capacityOptimized', beside: SPOT, fates: like('spotAllocation', 'capacity-optimized') },
  { key: 'allocationStrategy', value: 'lowestPrice', beside: SPOT, fates: like('spotAllocation', 'lowest-price') },
  { key: 'allocationStrategy', value: 'diversified', beside: SPOT, fates: like('spotAllocation', 'diversified') },
  {
    key: 'allocationStrategy',
    value: 'capacityOptimizedPrioritized',
    beside: SPOT,
    fates: like('spotAllocation', 'capacity-optimized-prioritized'),
  },
  { key: 'allocationStrategyOnDemand', value: 'prioritized', fates: like('onDemandAllocation', 'prioritized') },
  { key: 'allocationStrategyOnDemand', value: 'lowestPrice', fates: like('onDemandAllocation', 'lowest-price') },
  { key: 'poolsCount', value: 3, beside: { ...SPOT, allocationStrategy: 'lowestPrice' }, fates: like('spotPools', '3') },
  { key: 'requestValidity', value: '1:30', beside: { fleetType: 'request' }, fates: like('requestValidityMinutes', '90') },
  { key: 'spotFleetRequestExpiry', value: 90, beside: { fleetType: 'request' }, fates: like('requestValidityMinutes', '90') },
  { key: 'rootDeviceVolumeSize', value: 100, fates: data({ 'BlockDeviceMapping.1.Ebs.VolumeSize': '100' }) },
  { key: 'volumeType', value: 'gp3', fates: data({ 'BlockDeviceMapping.1.Ebs.VolumeType': 'gp3' }) },
  {
    key: 'iops',
    value: 4_000,
    beside: { volumeType: 'io1', rootDeviceVolumeSize: 100 },
    fates: data({ 'BlockDeviceMapping.1.Ebs.Iops': '4000' }),
  },
];
