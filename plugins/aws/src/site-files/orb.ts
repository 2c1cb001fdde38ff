import type { Handler } from '../template/options.js';
import { toRequirements } from './requirements.js';
import type { Pairs, Rule } from './rules.js';
import { toFlag, toNumber, toText } from './values.js';

/**
 * Names that Open Resource Broker's templates have for a vendor's key, in camel case.
 * Source: github.com/finos/open-resource-broker, its template examples and documentation.
 */
export const ORB_NAMES: Readonly<Record<string, string>> = {
  machineImage: 'imageId',
  machineType: 'vmType',
  instanceType: 'vmType',
  machineTypes: 'vmTypes',
  instanceTypes: 'vmTypes',
  machineTypesOndemand: 'vmTypesOnDemand',
  instanceTypesOndemand: 'vmTypesOnDemand',
  machineTypesPriority: 'vmTypesPriority',
  instanceTypesPriority: 'vmTypesPriority',
  maxPrice: 'maxSpotPrice',
  allocationStrategyOndemand: 'allocationStrategyOnDemand',
  machineSshKey: 'keyName',
  machineRole: 'instanceProfile',
  machineDiskSizeGb: 'rootDeviceVolumeSize',
  rootVolumeSize: 'rootDeviceVolumeSize',
  machineDiskType: 'volumeType',
  rootVolumeType: 'volumeType',
};

const HANDLERS: Readonly<Record<string, Handler>> = {
  ec2fleet: 'ec2-fleet',
  spotfleet: 'spot-fleet',
  asg: 'auto-scaling-group',
  autoscalinggroup: 'auto-scaling-group',
  runinstances: 'run-instances',
};

/** Keys that only Open Resource Broker has. */
export const ORB_RULES: Readonly<Record<string, Rule>> = {
  providerApi: (value) => {
    const word = toText(value).toLowerCase();
    return Object.hasOwn(HANDLERS, word) ? [['handlers', [HANDLERS[word]]]] : undefined;
  },
  abisInstanceRequirements: (value) => [['instanceRequirements', toRequirements(value)]],
  instanceRequirements: (value) => [['instanceRequirements', value]],
  throughput: (value) => [['volumeThroughputMibps', toNumber(value)]],
  storageEncryption: (value) => [['volumeEncrypted', toFlag(value)]],
  encryptionKey: (value, given) => (toFlag(given.get('storageEncryption')) === true ? [['volumeKmsKeyId', value]] : undefined),
  publicIpAssignment: (value) => [['publicIp', toFlag(value)]],
  monitoringEnabled: (value) => [['detailedMonitoring', toFlag(value)]],
  context: (value, given) => nativeSpec({ Context: value }, given.get('providerApiSpec'), given.get('launchTemplateSpec')),
  providerApiSpec: (value, given) => nativeSpec({}, value, given.get('launchTemplateSpec'), given.get('context')),
  launchTemplateSpec: (value, given) => nativeSpec({}, given.get('providerApiSpec'), value, given.get('context')),
};

/** A specification with places for values that ORB fills in is a program of its own, and not carried over. */
function nativeSpec(start: object, call: unknown, launchTemplate: unknown, context?: unknown): Pairs | undefined {
  const data = isPlain(launchTemplate) ? launchTemplate['LaunchTemplateData'] : undefined;
  const spec = {
    ...(isPlain(call) ? call : {}),
    ...(context === undefined ? {} : { Context: context }),
    ...start,
    ...(isPlain(data) ? { LaunchTemplateData: data } : {}),
  };
  return Object.keys(spec).length === 0 || JSON.stringify(spec).includes('{{') ? undefined : [['nativeSpec', spec]];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
