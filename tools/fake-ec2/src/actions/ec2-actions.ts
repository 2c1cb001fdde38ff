import type { Actions } from './action.ts';
import { describeImages } from './catalog/images.ts';
import {
  describeInstanceTypeOfferings,
  describeInstanceTypes,
  describeSpotPriceHistory,
  getInstanceTypesFromInstanceRequirements,
} from './catalog/types.ts';
import { describeAvailabilityZones, describeRegions } from './catalog/zones.ts';
import { createFleet } from './fleets/create-fleet.ts';
import { deleteFleets, describeFleetInstances, describeFleets, modifyFleet } from './fleets/fleets.ts';
import {
  cancelSpotFleetRequests,
  describeSpotFleetInstances,
  describeSpotFleetRequestHistory,
  describeSpotFleetRequests,
  modifySpotFleetRequest,
} from './fleets/spot-fleets.ts';
import { requestSpotFleet } from './fleets/request-spot-fleet.ts';
import { rebootInstances, startInstances, stopInstances, terminateInstances } from './instances/change-state.ts';
import { describeInstances } from './instances/describe-instances.ts';
import { describeInstanceStatus } from './instances/instance-status.ts';
import { runInstances } from './instances/run-instances.ts';
import { cancelSpotInstanceRequests, describeSpotInstanceRequests } from './instances/spot-requests.ts';
import { describeKeyPairs, describeSecurityGroups, describeSubnets, describeVpcs } from './network/network.ts';
import { createPlacementGroup, deletePlacementGroup, describePlacementGroups } from './network/placement-groups.ts';
import { createKeyPair, deleteKeyPair } from './network/key-pairs.ts';
import { describeAccountAttributes } from './other/account.ts';
import { createTags, deleteTags, describeTags } from './other/tags.ts';
import { deleteVolume, describeVolumes } from './other/volumes.ts';
import { createLaunchTemplate, deleteLaunchTemplate, describeLaunchTemplates, modifyLaunchTemplate } from './templates/templates.ts';
import { createLaunchTemplateVersion, deleteLaunchTemplateVersions, describeLaunchTemplateVersions } from './templates/versions.ts';

export const ec2Actions: Actions = {
  CancelSpotFleetRequests: cancelSpotFleetRequests,
  CancelSpotInstanceRequests: cancelSpotInstanceRequests,
  CreateFleet: createFleet,
  CreateLaunchTemplate: createLaunchTemplate,
  CreateLaunchTemplateVersion: createLaunchTemplateVersion,
  CreateKeyPair: createKeyPair,
  CreatePlacementGroup: createPlacementGroup,
  CreateTags: createTags,
  DeleteFleets: deleteFleets,
  DeleteKeyPair: deleteKeyPair,
  DeleteLaunchTemplate: deleteLaunchTemplate,
  DeleteLaunchTemplateVersions: deleteLaunchTemplateVersions,
  DeletePlacementGroup: deletePlacementGroup,
  DeleteTags: deleteTags,
  DeleteVolume: deleteVolume,
  DescribeAccountAttributes: describeAccountAttributes,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeFleetInstances: describeFleetInstances,
  DescribeFleets: describeFleets,
  DescribeImages: describeImages,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeInstances: describeInstances,
  DescribeKeyPairs: describeKeyPairs,
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
  DescribeLaunchTemplates: describeLaunchTemplates,
  DescribePlacementGroups: describePlacementGroups,
  DescribeRegions: describeRegions,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSpotFleetInstances: describeSpotFleetInstances,
  DescribeSpotFleetRequestHistory: describeSpotFleetRequestHistory,
  DescribeSpotFleetRequests: describeSpotFleetRequests,
  DescribeSpotInstanceRequests: describeSpotInstanceRequests,
  DescribeSpotPriceHistory: describeSpotPriceHistory,
  DescribeSubnets: describeSubnets,
  DescribeTags: describeTags,
  DescribeVolumes: describeVolumes,
  DescribeVpcs: describeVpcs,
  GetInstanceTypesFromInstanceRequirements: getInstanceTypesFromInstanceRequirements,
  ModifyFleet: modifyFleet,
  ModifyLaunchTemplate: modifyLaunchTemplate,
  ModifySpotFleetRequest: modifySpotFleetRequest,
  RebootInstances: rebootInstances,
  RequestSpotFleet: requestSpotFleet,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
};
