import type { IntentHeader, LaunchSpec, Tag } from '@hostwright/core/provider';
import type { AwsOptions } from '../../template/options.js';

/** A small template: one type, one subnet, on demand, nothing that is not needed. */
export const PLAIN: AwsOptions = {
  handlers: undefined,
  fleetType: 'instant',
  image: { by: 'id', id: 'ami-0001' },
  types: [{ type: 'c5.large', weight: 1, priority: undefined }],
  onDemandTypes: undefined,
  requirements: undefined,
  subnetIds: ['subnet-001a'],
  securityGroupIds: [],
  keyName: undefined,
  instanceProfile: undefined,
  launchTemplate: undefined,
  market: 'on-demand',
  onDemandPercent: 100,
  onDemandBase: 0,
  maxSpotPriceUsd: undefined,
  spotAllocation: 'price-capacity-optimized',
  onDemandAllocation: 'lowest-price',
  spotPools: undefined,
  fleetRole: undefined,
  requestValidityMinutes: 30,
  placementGroup: undefined,
  tenancy: undefined,
  ebsOptimized: undefined,
  interfaceType: 'interface',
  efaCount: 1,
  publicIp: undefined,
  rootVolume: {},
  metadataTokens: undefined,
  metadataHopLimit: undefined,
  detailedMonitoring: undefined,
  nativeSpec: undefined,
  fleetConfigFile: undefined,
  onDemandTargetCapacityRatio: undefined,
};

/** Who the test's machines belong to. */
export const HEADER: IntentHeader = {
  deploymentId: '0123456789abcdef0123456789abcdef',
  incarnation: '0123456789abcdef',
  requestId: 'req-1',
  intentId: 'int-1',
  sequence: 7,
  generation: 1,
};

/** The template as the engine hands it on. */
export function specOf(
  options: AwsOptions,
  more: { readonly userData?: string; readonly tags?: readonly Tag[] } = {},
): LaunchSpec<AwsOptions> {
  return { templateId: 'small', options, tags: more.tags ?? [], userData: more.userData };
}
