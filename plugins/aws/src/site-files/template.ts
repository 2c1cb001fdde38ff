import type { SiteEntry, Translation } from '@hostwright/core/provider';
import { kebabCase } from '../template/allocations.js';
import { templateKeys } from '../template/keys.js';
import { ORB_NAMES, ORB_RULES } from './orb.js';
import { translate, type Given, type Pairs, type Rule, type Rules } from './rules.js';
import { camelCase, toFlag, toList, toMinutes, toNumber, toNumbers, toPath, toText, toTypes } from './values.js';

type PriceType = 'ondemand' | 'spot' | 'heterogeneous';

/** A key that means the same here, under a name of ours. */
const as =
  (key: string, convert: (value: unknown) => unknown = (value) => value): Rule =>
  (value) => [[key, convert(value)]];

/** The same, where the file asks for spot machines in some way; else the vendor's plugin does not look at it, and neither do we. */
const forSpot =
  (key: string, convert: (value: unknown) => unknown): Rule =>
  (value, given) =>
    priceTypeOf(given) === 'ondemand' ? undefined : [[key, convert(value)]];

/** The same, where the file asks for both markets. */
const forBoth =
  (key: string, convert: (value: unknown) => unknown): Rule =>
  (value, given) =>
    priceTypeOf(given) === 'heterogeneous' ? [[key, convert(value)]] : undefined;

/**
 * Keys of templates, of LSF's and Symphony's files and of ORB's. Those that are not here are ignored: docs/aws.md says why for each.
 * Source: https://www.ibm.com/docs/en/spectrum-lsf/10.1.0?topic=reference-awsprov-templatesjson and
 * https://www.ibm.com/docs/en/SSZU2E_2.4.1/cloud_enablement/hf_ref_awsprovtemp.html
 */
const RULES: Readonly<Record<string, Rule>> = {
  ...ORB_RULES,
  vmType: (value, given) => (usesVmTypes(given) ? undefined : machineTypes(value)),
  vmTypes: (value, given) => (given.has('vmType') && !usesVmTypes(given) ? undefined : [['vmTypes', toTypes(value)]]),
  vmTypesOnDemand: forBoth('vmTypesOnDemand', toTypes),
  vmTypesPriority: as('vmTypesPriority', toNumbers),
  subnetId: as('subnetIds', toList),
  subnetIds: as('subnetIds', toList),
  securityGroupIds: as('securityGroupIds', toList),
  priceType: (_value, given) => [['priceType', priceTypeOf(given)]],
  spotPrice: forSpot('maxSpotPrice', toNumber),
  maxSpotPrice: forSpot('maxSpotPrice', toNumber),
  percentOnDemand: forBoth('percentOnDemand', toNumber),
  onDemandCapacity: (value, given) => (toNumber(value) === 0 ? undefined : forBoth('onDemandBase', toNumber)(value, given)),
  allocationStrategy: (value, given) => allocation(value, given),
  allocationStrategyOnDemand: (value, given) => (priceTypeOf(given) === 'spot' ? undefined : [['allocationStrategyOnDemand', value]]),
  poolsCount: (value, given) => (isLowestPrice(given) ? [['poolsCount', toNumber(value)]] : undefined),
  fleetType: (value, given) => (isOfEc2Fleet(given) ? [['fleetType', toText(value).toLowerCase()]] : undefined),
  requestValidity: as('requestValidityMinutes', toMinutes),
  spotFleetRequestExpiry: as('requestValidityMinutes', toNumber),
  placementGroupName: as('placementGroupName'),
  pgrpName: as('placementGroupName'),
  ebsOptimized: as('ebsOptimized', toFlag),
  interfaceType: as('interfaceType'),
  efaCount: (value, given) => (given.get('interfaceType') === 'efa' ? [['efaCount', toNumber(value)]] : undefined),
  rootDeviceVolumeSize: as('rootDeviceVolumeSize', toNumber),
  volumeType: as('volumeType'),
  iops: (value, given) => (/^(?:gp3|io1|io2)$/.test(toText(given.get('volumeType') ?? '')) ? [['iops', toNumber(value)]] : undefined),
  launchTemplateVersion: (value, given) => (given.has('launchTemplateId') ? [['launchTemplateVersion', toText(value)]] : undefined),
  ec2FleetConfig: as('ec2FleetConfig', toPath),
  onDemandTargetCapacityRatio: (value, given) =>
    given.has('ec2FleetConfig') ? [['onDemandTargetCapacityRatio', toNumber(value)]] : undefined,
};

const TEMPLATE_RULES: Rules = {
  canonical: (key) => {
    const name = camelCase(key);
    return Object.hasOwn(ORB_NAMES, name) ? (ORB_NAMES[name] ?? name) : name;
  },
  rules: RULES,
  ownKeys: Object.keys(templateKeys.shape),
  defaults: (given) => {
    const priceType = priceTypeOf(given);
    // The vendor's own default, where ours is another one.
    return priceType === 'ondemand' ? [] : [['priceType', priceType], ...vendorsAllocation(given)];
  },
};

/** Translates the provider's keys of one template. Reads nothing else. */
export function translateTemplate(entries: readonly SiteEntry[]): Translation {
  return translate(flatten(entries), TEMPLATE_RULES);
}

/** ORB may keep the keys of its providers in an object of their own. */
function flatten(entries: readonly SiteEntry[]): readonly SiteEntry[] {
  return entries.flatMap((entry) => {
    if (camelCase(entry.key) !== 'providerConfig') return [entry];
    const inner: unknown = JSON.parse(entry.valueJson);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return [entry];
    return Object.entries(inner)
      .filter(([key]) => !entries.some((other) => other.key === key))
      .map(([key, value]) => ({ key, valueJson: JSON.stringify(value) }));
  });
}

/** As stated; LSF's templates ask for spot machines by naming a price. */
function priceTypeOf(given: Given): PriceType {
  const stated = given.get('priceType');
  if (stated === undefined) return given.has('spotPrice') ? 'spot' : 'ondemand';
  // Something else is left for the schema to refuse.
  return toText(stated).toLowerCase() as PriceType;
}

/** Symphony's templates may name one type for on-demand machines and weighted ones for the rest: the price type says which counts. */
function usesVmTypes(given: Given): boolean {
  return given.has('vmTypes') && priceTypeOf(given) !== 'ondemand';
}

function machineTypes(value: unknown): Pairs {
  const types = toTypes(value);
  return Array.isArray(types) && types.length === 1 ? [['vmType', types[0]]] : [['vmTypes', types]];
}

/** The vendor's plugins take one strategy for either market. */
function allocation(value: unknown, given: Given): Pairs | undefined {
  if (priceTypeOf(given) !== 'ondemand') return [['allocationStrategy', value]];
  const word = kebabCase(toText(value));
  const isOnDemands = word === 'lowest-price' || word === 'prioritized';
  return isOnDemands && !given.has('allocationStrategyOnDemand') ? [['allocationStrategyOnDemand', word]] : undefined;
}

/** ORB states a type of fleet for other ways to launch, too, which have none. */
function isOfEc2Fleet(given: Given): boolean {
  return toText(given.get('providerApi') ?? 'EC2Fleet').toLowerCase() === 'ec2fleet';
}

function vendorsAllocation(given: Given): Pairs {
  return given.has('vmTypesPriority') ? [] : [['allocationStrategy', 'capacity-optimized']];
}

function isLowestPrice(given: Given): boolean {
  return priceTypeOf(given) !== 'ondemand' && kebabCase(toText(given.get('allocationStrategy') ?? '')) === 'lowest-price';
}
