import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { AwsOptions } from '../../template/options.js';
import type { ResolvedImage } from '../images.js';
import { mergeDeep, withoutUndefined } from '../native/merge.js';
import { nativeSpecOf } from '../native/native-spec.js';
import { encodeUserData } from '../user-data.js';
import { blockDevices } from './block-devices.js';
import { networking } from './network-interfaces.js';

/** Hops that an answer of the metadata service may take where nobody says otherwise; containers on a machine need two. */
const METADATA_HOPS = 2;

/** What {@link launchData} is made from. */
interface DataParts {
  readonly options: AwsOptions;
  /** What the user's launch template says, without tags; empty without one. */
  readonly given: RequestLaunchTemplateData;
  /** Undefined to keep that of the user's launch template. */
  readonly image: ResolvedImage | undefined;
  /** Ready for a shell; undefined for none. */
  readonly userData: string | undefined;
}

/**
 * What machines are made from, but for type, market, subnet and tags: what the template states, else what the user's launch template
 * says, else our defaults.
 */
export function launchData({ options, given, image, userData }: DataParts): RequestLaunchTemplateData {
  const {
    InstanceType: _type,
    InstanceRequirements: _requirements,
    InstanceMarketOptions: _market,
    NetworkInterfaces: _interfaces,
    SecurityGroupIds: _groupIds,
    SecurityGroups: _groupNames,
    ...kept
  } = given;
  const { NetworkInterfaces: interfaces, ...native } = nativeSpecOf(options).data;
  const data = withoutUndefined<RequestLaunchTemplateData>({
    ...kept,
    ImageId: image?.imageId ?? given.ImageId,
    KeyName: options.keyName ?? given.KeyName,
    IamInstanceProfile: profileOf(options.instanceProfile) ?? given.IamInstanceProfile,
    EbsOptimized: options.ebsOptimized ?? given.EbsOptimized,
    BlockDeviceMappings: blockDevices(options, image?.rootDevice, given.BlockDeviceMappings),
    Placement: placementOf(options, given.Placement),
    MetadataOptions: metadataOf(options, given.MetadataOptions),
    Monitoring: options.detailedMonitoring === undefined ? given.Monitoring : { Enabled: options.detailedMonitoring },
    UserData: encodeUserData(userData, given.UserData),
    ...networking(options, given, interfaces as RequestLaunchTemplateData['NetworkInterfaces']),
  });
  return mergeDeep({ ...data }, native);
}

function profileOf(profile: string | undefined): RequestLaunchTemplateData['IamInstanceProfile'] {
  if (profile === undefined) return undefined;
  return profile.startsWith('arn:') ? { Arn: profile } : { Name: profile };
}

function placementOf(
  { placementGroup, tenancy }: Pick<AwsOptions, 'placementGroup' | 'tenancy'>,
  given: RequestLaunchTemplateData['Placement'],
): RequestLaunchTemplateData['Placement'] {
  if (placementGroup === undefined && tenancy === undefined) return given;
  return withoutUndefined({ ...given, GroupName: placementGroup ?? given?.GroupName, Tenancy: tenancy ?? given?.Tenancy });
}

/** Version 2 of the metadata service alone, unless somebody says otherwise: with version 1 a tricked process gives away the machine's role. */
function metadataOf(
  { metadataTokens, metadataHopLimit }: Pick<AwsOptions, 'metadataTokens' | 'metadataHopLimit'>,
  given: RequestLaunchTemplateData['MetadataOptions'],
): RequestLaunchTemplateData['MetadataOptions'] {
  if (given?.HttpEndpoint === 'disabled') return given;
  return {
    ...given,
    HttpTokens: metadataTokens ?? given?.HttpTokens ?? 'required',
    HttpPutResponseHopLimit: metadataHopLimit ?? given?.HttpPutResponseHopLimit ?? METADATA_HOPS,
    HttpEndpoint: given?.HttpEndpoint ?? 'enabled',
  };
}
