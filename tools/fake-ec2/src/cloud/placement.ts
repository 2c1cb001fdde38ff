import type { FakeMarket } from '../control/protocol.ts';
import { ApiError, invalidParameter } from '../server/api-error.ts';
import type { Cloud } from './cloud.ts';
import { imageById, type Image } from './images.ts';
import { INSTANCE_TYPES, isOffered, type InstanceType } from './instance-types.ts';
import { matchingTypes } from './instance-requirements.ts';
import type { LaunchData } from './launch-data.ts';
import type { TemplateReference } from './launch-templates.ts';
import { groupsIn, subnetById, type SecurityGroup, type Subnet } from './network.ts';

/** Where and as what machines are launched: everything looked up and found right. */
export interface Placement {
  readonly type: InstanceType;
  readonly zone: string;
  readonly market: FakeMarket;
  readonly subnet: Subnet;
  readonly image: Image;
  readonly groups: readonly SecurityGroup[];
  readonly data: LaunchData;
  readonly template: TemplateReference | undefined;
}

interface Wish {
  readonly data: LaunchData;
  readonly template: TemplateReference | undefined;
  readonly market: FakeMarket;
}

/**
 * All placements that a wish allows: one for each zone and type where it leaves these open, else one.
 *
 * @throws {ApiError} for what does not exist or does not fit together
 */
export function placementsOf(cloud: Cloud, { data, template, market }: Wish): readonly Placement[] {
  const image = imageById(cloud.images, imageIdOf(cloud, data.imageId));
  if (data.keyName !== undefined && !cloud.network.keyPairs.has(data.keyName)) {
    throw new ApiError('InvalidKeyPair.NotFound', `The key pair '${data.keyName}' does not exist`);
  }
  if (data.placementGroup !== undefined && !cloud.placementGroups.has(data.placementGroup)) {
    throw new ApiError('InvalidPlacementGroup.Unknown', `The placement group '${data.placementGroup}' is unknown.`);
  }
  const placements = typesOf(data).flatMap((type) =>
    subnetsOf(cloud, data).map((subnet): Placement => {
      const groups = groupsIn(cloud.network, subnet.vpcId, data.groupIds, data.groupNames);
      return { type, zone: subnet.zone, market, subnet, image, groups, data, template };
    }),
  );
  const offered = placements.filter(({ type, zone }) => isOffered(type, zone));
  const [first] = placements;
  if (offered.length === 0) throw notOffered(first?.type.name ?? '', first?.zone ?? '');
  const fitting = offered.filter(({ type }) => type.architecture === image.architecture);
  if (fitting.length === 0) {
    throw invalidParameter(
      `The architecture '${offered[0]?.type.architecture ?? ''}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI.`,
    );
  }
  return fitting;
}

/** Source: EC2 API reference, errors overview, "Unsupported". */
function notOffered(type: string, zone: string): ApiError {
  return new ApiError(
    'Unsupported',
    `Your requested instance type (${type}) is not supported in your requested Availability Zone (${zone}).`,
  );
}

function imageIdOf(cloud: Cloud, id: string | undefined): string {
  if (id === undefined) throw new ApiError('MissingParameter', 'The request must contain the parameter ImageId');
  if (!id.startsWith('resolve:ssm:')) return id;
  const found = cloud.parameters.get(id.slice('resolve:ssm:'.length));
  if (found === undefined) throw invalidParameter(`The SSM parameter '${id}' could not be resolved`);
  return found;
}

function typesOf(data: LaunchData): readonly InstanceType[] {
  if (data.instanceType === undefined && data.requirements !== undefined) {
    const types = matchingTypes(data.requirements);
    if (types.length === 0) throw new ApiError('InvalidFleetConfiguration', 'No instance type satisfies the instance requirements.');
    return types;
  }
  // Source: EC2 API reference, RunInstances, "InstanceType": default m1.small, which the fake does not have.
  const type = INSTANCE_TYPES.get(data.instanceType ?? 't3.micro');
  if (type === undefined) throw invalidParameter(`Invalid value '${data.instanceType ?? ''}' for InstanceType.`);
  return [type];
}

function subnetsOf(cloud: Cloud, { subnetId, zone }: LaunchData): readonly Subnet[] {
  if (subnetId !== undefined) {
    // Spot Fleet alone takes several in one text. Source: EC2 API reference, SpotFleetLaunchSpecification, SubnetId.
    return subnetId.split(/\s*,\s*/).map((id) => {
      const subnet = subnetById(cloud.network, id);
      if (zone !== undefined && zone !== subnet.zone)
        throw invalidParameter(`The subnet '${id}' is not in the Availability Zone '${zone}'.`);
      return subnet;
    });
  }
  const defaults = [...cloud.network.subnets.values()].filter(({ isDefault }) => isDefault);
  const inZone = zone === undefined ? defaults : defaults.filter((subnet) => subnet.zone === zone);
  if (inZone.length === 0) throw invalidParameter(`Invalid availability zone: [${zone ?? ''}]`);
  return inZone;
}
