import type { TemplateKeys } from './keys.js';
import { volumeProblems } from './volume-checks.js';

/** What is wrong with two keys together, and at which of them it is told. */
export interface KeyProblem {
  readonly key: keyof TemplateKeys;
  readonly message: string;
}

type Check = (keys: TemplateKeys) => KeyProblem | undefined;

const problem = (key: KeyProblem['key'], message: string): KeyProblem => ({ key, message });

/** Everything that is wrong with the keys together and needs no cloud to be seen. */
export function problemsOf(keys: TemplateKeys): readonly KeyProblem[] {
  return [...CHECKS.map((check) => check(keys)).filter((found) => found !== undefined), ...unusedKeys(keys), ...volumeProblems(keys)];
}

const CHECKS: readonly Check[] = [
  ({ vmType, vmTypes }) =>
    vmType !== undefined && vmTypes !== undefined ? problem('vmTypes', 'vmType is stated, too: keep one of them') : undefined,
  (keys) => {
    if (keys.instanceRequirements === undefined || statesTypes(keys) === undefined) return undefined;
    return problem('instanceRequirements', `${statesTypes(keys)} is stated, too: name machine types, or let AWS choose them`);
  },
  (keys) => {
    const given = statesTypes(keys) ?? keys.instanceRequirements ?? keys.launchTemplateId ?? keys.ec2FleetConfig;
    return given === undefined
      ? problem('vmType', 'nothing says which machines to launch: state vmType, vmTypes, instanceRequirements or launchTemplateId')
      : undefined;
  },
  ({ imageId, imageName, launchTemplateId, ec2FleetConfig, nativeSpec }) =>
    (imageId ?? imageName ?? launchTemplateId ?? ec2FleetConfig) === undefined && !namesImage(nativeSpec)
      ? problem('imageId', 'nothing says what machines start from: state imageId, imageName or launchTemplateId')
      : undefined,
  ({ imageId, imageName }) =>
    imageId !== undefined && imageName !== undefined ? problem('imageName', 'imageId is stated, too: keep one of them') : undefined,
  (keys) => {
    const unknown = Object.keys(keys.vmTypesPriority ?? {}).find((type) => !typesOf(keys).includes(type));
    return unknown === undefined
      ? undefined
      : problem('vmTypesPriority', `${unknown} is none of vmTypes: add it there, or take it out here`);
  },
  ({ handlers, fleetRole }) =>
    handlers?.includes('spot-fleet') === true && fleetRole === undefined
      ? problem('fleetRole', 'handlers names spot-fleet, which acts under a role: state its ARN, or take spot-fleet out')
      : undefined,
  ({ handlers, fleetType }) =>
    fleetType !== 'instant' && handlers?.includes('ec2-fleet') === false
      ? problem('fleetType', 'handlers does not name ec2-fleet: add it there, or take fleetType out')
      : undefined,
  ({ handlers, subnetIds }) =>
    handlers?.length === 1 && handlers[0] === 'auto-scaling-group' && subnetIds.length === 0
      ? problem('subnetIds', 'an Auto Scaling group starts machines in named subnets alone: state them, or name another way in handlers')
      : undefined,
  ({ publicIp, efaCount }) =>
    publicIp === true && (efaCount ?? 1) > 1
      ? problem('publicIp', 'EC2 gives no public address to a machine with several interfaces: take it out, or set efaCount to 1')
      : undefined,
  ({ percentOnDemand, priceType, vmTypesOnDemand }) =>
    vmTypesOnDemand !== undefined && priceType === 'heterogeneous' && percentOnDemand === 100
      ? problem('percentOnDemand', 'all machines are on demand: write priceType ondemand and vmTypes')
      : undefined,
];

/** Keys that another key makes sense of: stated without it, they would do nothing. */
const NEEDS: readonly { readonly key: keyof TemplateKeys; readonly needs: string; readonly isMet: (keys: TemplateKeys) => boolean }[] = [
  ...(['percentOnDemand', 'onDemandBase', 'vmTypesOnDemand'] as const).map((key) => ({
    key,
    needs: 'priceType heterogeneous',
    isMet: ({ priceType }: TemplateKeys) => priceType === 'heterogeneous',
  })),
  ...(['maxSpotPrice', 'allocationStrategy'] as const).map((key) => ({
    key,
    needs: 'priceType spot or heterogeneous',
    isMet: ({ priceType }: TemplateKeys) => priceType !== 'ondemand',
  })),
  { key: 'allocationStrategyOnDemand', needs: 'priceType ondemand or heterogeneous', isMet: ({ priceType }) => priceType !== 'spot' },
  { key: 'poolsCount', needs: 'allocationStrategy lowest-price', isMet: ({ allocationStrategy }) => allocationStrategy === 'lowest-price' },
  { key: 'launchTemplateVersion', needs: 'launchTemplateId', isMet: ({ launchTemplateId }) => launchTemplateId !== undefined },
  { key: 'imageOwners', needs: 'imageName', isMet: ({ imageName }) => imageName !== undefined },
  { key: 'efaCount', needs: 'interfaceType efa', isMet: ({ interfaceType }) => interfaceType === 'efa' },
  { key: 'onDemandTargetCapacityRatio', needs: 'ec2FleetConfig', isMet: ({ ec2FleetConfig }) => ec2FleetConfig !== undefined },
  { key: 'vmTypesPriority', needs: 'vmTypes', isMet: (keys) => statesTypes(keys) !== undefined },
];

function unusedKeys(keys: TemplateKeys): readonly KeyProblem[] {
  return NEEDS.filter(({ key, isMet }) => keys[key] !== undefined && !isMet(keys)).map(({ key, needs }) =>
    problem(key, `it does nothing without ${needs}: add that, or take this out`),
  );
}

function statesTypes({ vmType, vmTypes, vmTypesOnDemand }: TemplateKeys): 'vmType' | 'vmTypes' | 'vmTypesOnDemand' | undefined {
  if (vmType !== undefined) return 'vmType';
  if (vmTypes !== undefined) return 'vmTypes';
  return vmTypesOnDemand === undefined ? undefined : 'vmTypesOnDemand';
}

function typesOf({ vmType, vmTypes, vmTypesOnDemand }: TemplateKeys): readonly string[] {
  const named = (types: TemplateKeys['vmTypes']): readonly string[] => (Array.isArray(types) ? types : Object.keys(types ?? {}));
  return [...(vmType === undefined ? [] : [vmType]), ...named(vmTypes), ...named(vmTypesOnDemand)];
}

function namesImage(spec: TemplateKeys['nativeSpec']): boolean {
  const data = spec?.['LaunchTemplateData'];
  return typeof data === 'object' && data !== null && 'ImageId' in data;
}
