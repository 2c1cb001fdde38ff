import type { ON_DEMAND_ALLOCATIONS, SPOT_ALLOCATIONS } from './allocations.js';
import type { HANDLERS } from './handlers.js';

/** A way to launch. */
export type Handler = (typeof HANDLERS)[number];

/** How a group of pools is drawn on; the cloud's words differ for each API and are made from these. */
export type SpotAllocation = (typeof SPOT_ALLOCATIONS)[number];
export type OnDemandAllocation = (typeof ON_DEMAND_ALLOCATIONS)[number];

/** Types of volumes that a machine can start from. */
export type VolumeType = 'gp2' | 'gp3' | 'io1' | 'io2' | 'standard';

/** How an image is named. */
export type ImageSource =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'ssm'; readonly path: string }
  | { readonly by: 'name'; readonly pattern: string; readonly owners: readonly string[] };

/** One machine type that may be used. */
export interface TypeChoice {
  readonly type: string;
  /** Capacity units, at least 1. */
  readonly weight: number;
  /** Lower comes first; undefined for no order. */
  readonly priority: number | undefined;
}

/** Requirements from which AWS chooses types (attribute-based selection); ranges are inclusive. */
export interface TypeRequirements {
  readonly minVcpus: number;
  readonly maxVcpus?: number;
  readonly minMemoryMib: number;
  readonly maxMemoryMib?: number;
  readonly gpuCount?: { readonly min: number; readonly max?: number };
  readonly gpuManufacturers?: readonly string[];
  readonly gpuNames?: readonly string[];
  readonly cpuManufacturers?: readonly string[];
  readonly burstable?: 'included' | 'excluded' | 'required';
  readonly bareMetal?: 'included' | 'excluded' | 'required';
  readonly generations?: readonly ('current' | 'previous')[];
  readonly allowedTypes?: readonly string[];
  readonly excludedTypes?: readonly string[];
  readonly localStorage?: 'included' | 'excluded' | 'required';
  /** Further members of the API's InstanceRequirements, in its words; what is stated above wins. */
  readonly further?: Readonly<Record<string, unknown>>;
}

/** A template's provider options after validation: every default filled in, every vendor's word turned into ours. */
export interface AwsOptions {
  /** In order of preference; undefined: the settings' order. */
  readonly handlers: readonly Handler[] | undefined;
  readonly fleetType: 'instant' | 'request' | 'maintain';
  /** Undefined only with a launch template of the user's that has one. */
  readonly image: ImageSource | undefined;
  /** Explicit types for on demand and spot; exactly one of `types` and `requirements` is set, or neither with a user's launch template that names a type. */
  readonly types: readonly TypeChoice[] | undefined;
  /** Types for the on-demand part when they differ; undefined: `types`. */
  readonly onDemandTypes: readonly TypeChoice[] | undefined;
  readonly requirements: TypeRequirements | undefined;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly keyName: string | undefined;
  readonly instanceProfile: string | undefined;
  readonly launchTemplate: { readonly id: string; readonly version: string } | undefined;
  readonly market: 'on-demand' | 'spot' | 'mixed';
  /** For a mixed market, 0 to 100. */
  readonly onDemandPercent: number;
  /** On-demand units that come first, whatever the share. */
  readonly onDemandBase: number;
  /** US dollars an hour for one machine (EC2) or one unit (fleets), as AWS reads it; undefined for the on-demand price. */
  readonly maxSpotPriceUsd: number | undefined;
  readonly spotAllocation: SpotAllocation;
  readonly onDemandAllocation: OnDemandAllocation;
  /** With lowest-price only. */
  readonly spotPools: number | undefined;
  readonly fleetRole: string | undefined;
  /** Minutes after which an unfulfilled fleet request ends. */
  readonly requestValidityMinutes: number;
  readonly placementGroup: string | undefined;
  /** Undefined, here and below: not stated, so that a user's launch template or the cloud decides. */
  readonly tenancy: 'default' | 'dedicated' | 'host' | undefined;
  readonly ebsOptimized: boolean | undefined;
  readonly interfaceType: 'interface' | 'efa';
  readonly efaCount: number;
  readonly publicIp: boolean | undefined;
  readonly rootVolume: {
    readonly sizeGib?: number;
    readonly type?: VolumeType;
    readonly iops?: number;
    readonly throughputMibps?: number;
    readonly encrypted?: boolean;
    readonly kmsKeyId?: string;
    readonly deleteOnTermination?: boolean;
    readonly device?: string;
  };
  readonly metadataTokens: 'required' | 'optional' | undefined;
  readonly metadataHopLimit: number | undefined;
  readonly detailedMonitoring: boolean | undefined;
  /** Deep-merged into the creating call after validation: keys as the API names them. */
  readonly nativeSpec: Readonly<Record<string, unknown>> | undefined;
  /** Path of the vendor's EC2 Fleet JSON with its three capacity placeholders. */
  readonly fleetConfigFile: string | undefined;
  /** Share of on-demand units in `fleetConfigFile`, 0 to 1. */
  readonly onDemandTargetCapacityRatio: number | undefined;
}
