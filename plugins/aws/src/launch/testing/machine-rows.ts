import { everywhere, pool, type KeyRow } from './fates.js';

const data = (values: Readonly<Record<string, string>>): KeyRow['fates'] => everywhere({ data: values });

/** Keys that say what machines are, and the two that speak the API's own words. */
export const MACHINE_ROWS: readonly KeyRow[] = [
  { key: 'placementGroup', value: 'a group', options: { placementGroup: 'pg-1' }, fates: data({ 'Placement.GroupName': 'pg-1' }) },
  { key: 'tenancy', value: 'dedicated', options: { tenancy: 'dedicated' }, fates: data({ 'Placement.Tenancy': 'dedicated' }) },
  { key: 'ebsOptimized', value: 'true', options: { ebsOptimized: true }, fates: data({ EbsOptimized: 'true' }) },
  {
    key: 'interfaceType',
    value: 'efa',
    options: { interfaceType: 'efa', securityGroupIds: ['sg-0001'] },
    fates: data({
      'NetworkInterface.1.InterfaceType': 'efa',
      'NetworkInterface.1.DeviceIndex': '0',
      'NetworkInterface.1.NetworkCardIndex': '0',
      'NetworkInterface.1.SecurityGroupId.1': 'sg-0001',
    }),
  },
  {
    key: 'efaCount',
    value: '2',
    options: { interfaceType: 'efa', efaCount: 2 },
    fates: data({
      'NetworkInterface.2.InterfaceType': 'efa',
      'NetworkInterface.2.DeviceIndex': '1',
      'NetworkInterface.2.NetworkCardIndex': '1',
    }),
  },
  {
    key: 'publicIp',
    value: 'true',
    options: { publicIp: true, securityGroupIds: ['sg-0001'] },
    fates: data({ 'NetworkInterface.1.AssociatePublicIpAddress': 'true', 'NetworkInterface.1.SecurityGroupId.1': 'sg-0001' }),
  },
  {
    key: 'rootVolume',
    value: 'all of it',
    options: {
      rootVolume: {
        sizeGib: 100,
        type: 'gp3',
        iops: 4_000,
        throughputMibps: 250,
        encrypted: true,
        kmsKeyId: 'alias/k',
        deleteOnTermination: false,
      },
    },
    fates: data({
      'BlockDeviceMapping.1.DeviceName': '/dev/xvda',
      'BlockDeviceMapping.1.Ebs.VolumeSize': '100',
      'BlockDeviceMapping.1.Ebs.VolumeType': 'gp3',
      'BlockDeviceMapping.1.Ebs.Iops': '4000',
      'BlockDeviceMapping.1.Ebs.Throughput': '250',
      'BlockDeviceMapping.1.Ebs.Encrypted': 'true',
      'BlockDeviceMapping.1.Ebs.KmsKeyId': 'alias/k',
      'BlockDeviceMapping.1.Ebs.DeleteOnTermination': 'false',
    }),
  },
  {
    key: 'rootVolume',
    value: 'on a device of its own',
    options: { rootVolume: { sizeGib: 100, device: '/dev/sda1' } },
    fates: data({ 'BlockDeviceMapping.1.DeviceName': '/dev/sda1', 'BlockDeviceMapping.1.Ebs.DeleteOnTermination': 'true' }),
  },
  {
    key: 'metadataTokens',
    value: 'optional',
    options: { metadataTokens: 'optional' },
    fates: data({ 'MetadataOptions.HttpTokens': 'optional' }),
  },
  {
    key: 'metadataHopLimit',
    value: '1',
    options: { metadataHopLimit: 1 },
    fates: data({ 'MetadataOptions.HttpPutResponseHopLimit': '1' }),
  },
  { key: 'detailedMonitoring', value: 'true', options: { detailedMonitoring: true }, fates: data({ 'Monitoring.Enabled': 'true' }) },
  {
    key: 'nativeSpec',
    value: 'of the machines',
    options: { nativeSpec: { LaunchTemplateData: { CpuOptions: { CoreCount: 1 } } } },
    fates: data({ 'CpuOptions.CoreCount': '1' }),
  },
  {
    key: 'nativeSpec',
    value: 'of the call',
    options: { nativeSpec: { Context: 'c-1' } },
    fates: {
      'ec2-fleet': { call: { Context: 'c-1' } },
      'run-instances': { refused: /nativeSpec\.Context: the API has no such key/ },
      'auto-scaling-group': { call: { Context: 'c-1' } },
      'spot-fleet': { refused: /nativeSpec\.Context: the API has no such key/ },
    },
  },
  {
    key: 'nativeSpec',
    value: 'of an interface',
    options: { securityGroupIds: ['sg-0001'], nativeSpec: { LaunchTemplateData: { NetworkInterfaces: [{ Description: 'd' }] } } },
    without: { securityGroupIds: ['sg-0001'] },
    fates: data({
      'NetworkInterface.1.Description': 'd',
      'NetworkInterface.1.SecurityGroupId.1': 'sg-0001',
      'NetworkInterface.1.DeviceIndex': '0',
    }),
  },
  {
    key: 'fleetConfigFile',
    value: 'the vendor’s file',
    options: { fleetConfigFile: 'FLEET_FILE' },
    fates: {
      'ec2-fleet': {
        call: {
          Type: 'request',
          'TargetCapacitySpecification.TotalTargetCapacity': '10',
          ...pool('ec2-fleet', 1, { InstanceType: 'm5.large', WeightedCapacity: '2' }),
        },
      },
      'run-instances': { refused: /describes an EC2 Fleet, which run-instances cannot launch/ },
      'auto-scaling-group': { refused: /describes an EC2 Fleet, which auto-scaling-group cannot launch/ },
      'spot-fleet': { refused: /describes an EC2 Fleet, which spot-fleet cannot launch/ },
    },
  },
  {
    key: 'onDemandTargetCapacityRatio',
    value: '0.4',
    options: { fleetConfigFile: 'FLEET_FILE', onDemandTargetCapacityRatio: 0.4 },
    without: { fleetConfigFile: 'FLEET_FILE' },
    fates: {
      ...everywhere({ refused: /describes an EC2 Fleet/ }),
      'ec2-fleet': {
        call: { 'TargetCapacitySpecification.OnDemandTargetCapacity': '4', 'TargetCapacitySpecification.SpotTargetCapacity': '6' },
      },
    },
  },
];
