import type { Cloud } from '../../cloud/cloud.ts';
import type { Launch } from '../../cloud/launch.ts';
import type { ShownState } from '../../cloud/machines.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { tagSetXml } from '../tags-xml.ts';

/** What differs between machines that are shown alike. */
export interface Blanks {
  readonly id: string;
  readonly ordinal: string;
  readonly privateIp: string;
  readonly privateName: string;
  readonly publicIp: string;
  readonly publicName: string;
  readonly launchTime: string;
  readonly transition: string;
  readonly spotRequestId: string;
  readonly nicId: string;
  readonly mac: string;
  readonly volumeIds: readonly string[];
}

interface Shown {
  readonly launch: Launch;
  readonly state: ShownState;
  readonly tagSet: number;
  readonly reason: { readonly code: string; readonly message: string } | undefined;
  readonly blanks: Blanks;
}

/** One machine as DescribeInstances shows it. A terminated one has lost its network and disks. */
export function instanceItem(cloud: Cloud, { launch, state, tagSet, reason, blanks }: Shown): XmlObject {
  const { data, type, image, subnet, zone } = launch;
  const attached = state.name !== 'terminated';
  const isPublic = hasPublicAddress(launch) && attached && state.name !== 'stopped';
  return {
    instanceId: blanks.id,
    imageId: image.id,
    instanceState: { code: state.code, name: state.name },
    privateDnsName: attached ? blanks.privateName : '',
    dnsName: isPublic ? blanks.publicName : '',
    reason: blanks.transition,
    keyName: data.keyName,
    amiLaunchIndex: blanks.ordinal,
    productCodes: [],
    instanceType: type.name,
    launchTime: blanks.launchTime,
    placement: { availabilityZone: zone, groupName: data.placementGroup ?? '', tenancy: data.tenancy },
    monitoring: { state: data.monitoring ? 'enabled' : 'disabled' },
    ...(attached ? networkOf(cloud, launch, { blanks, isPublic }) : {}),
    architecture: type.architecture,
    rootDeviceType: 'ebs',
    rootDeviceName: image.rootDevice,
    blockDeviceMapping: attached ? disksOf(launch, blanks) : [],
    virtualizationType: 'hvm',
    clientToken: launch.clientToken,
    tagSet: tagSetXml(cloud.tagSets.get(tagSet)),
    hypervisor: 'xen',
    instanceLifecycle: launch.market === 'spot' ? 'spot' : undefined,
    spotInstanceRequestId: launch.market === 'spot' ? blanks.spotRequestId : undefined,
    stateReason: reason === undefined ? undefined : { code: reason.code, message: reason.message },
    iamInstanceProfile: profileOf(cloud, launch),
    ebsOptimized: data.ebsOptimized,
    enaSupport: true,
    cpuOptions: { coreCount: Math.max(1, type.vcpus / 2), threadsPerCore: type.vcpus > 1 ? 2 : 1 },
    capacityReservationSpecification: { capacityReservationPreference: 'open' },
    hibernationOptions: { configured: false },
    metadataOptions: metadataOf(data.metadata),
    enclaveOptions: { enabled: false },
    platformDetails: 'Linux/UNIX',
    usageOperation: 'RunInstances',
    privateDnsNameOptions: { hostnameType: 'ip-name', enableResourceNameDnsARecord: false, enableResourceNameDnsAAAARecord: false },
    maintenanceOptions: { autoRecovery: 'default' },
    currentInstanceBootMode: 'legacy-bios',
    subnetId: attached ? subnet.id : undefined,
  };
}

/** A stopped machine has no public address: it gets one when it starts. */
function hasPublicAddress({ data, subnet }: Launch): boolean {
  return data.publicAddress ?? subnet.publicAddresses;
}

function networkOf(cloud: Cloud, launch: Launch, { blanks, isPublic }: { readonly blanks: Blanks; readonly isPublic: boolean }): XmlObject {
  const { subnet, groups } = launch;
  const groupSet = groups.map(({ id, name }) => ({ groupId: id, groupName: name }));
  const association = isPublic ? { publicIp: blanks.publicIp, publicDnsName: blanks.publicName, ipOwnerId: 'amazon' } : undefined;
  return {
    vpcId: subnet.vpcId,
    privateIpAddress: blanks.privateIp,
    ipAddress: isPublic ? blanks.publicIp : undefined,
    sourceDestCheck: true,
    groupSet,
    networkInterfaceSet: [
      {
        networkInterfaceId: blanks.nicId,
        subnetId: subnet.id,
        vpcId: subnet.vpcId,
        description: '',
        ownerId: cloud.account,
        status: 'in-use',
        macAddress: blanks.mac,
        privateIpAddress: blanks.privateIp,
        privateDnsName: blanks.privateName,
        sourceDestCheck: true,
        groupSet,
        attachment: {
          attachmentId: blanks.nicId.replace('eni-', 'eni-attach-'),
          deviceIndex: 0,
          status: 'attached',
          attachTime: blanks.launchTime,
          deleteOnTermination: true,
          networkCardIndex: 0,
        },
        association,
        privateIpAddressesSet: [{ privateIpAddress: blanks.privateIp, privateDnsName: blanks.privateName, primary: true, association }],
        ipv6AddressesSet: [],
        interfaceType: launch.data.efa ? 'efa' : 'interface',
      },
    ],
  };
}

function disksOf({ volumes }: Launch, { volumeIds, launchTime }: Blanks): readonly XmlObject[] {
  return volumes.map(({ device, deleteOnTermination }, index) => ({
    deviceName: device,
    ebs: { volumeId: volumeIds[index], status: 'attached', attachTime: launchTime, deleteOnTermination },
  }));
}

function profileOf({ account }: Cloud, { data: { profileArn, profileName } }: Launch): XmlObject | undefined {
  if (profileArn === undefined && profileName === undefined) return undefined;
  return { arn: profileArn ?? `arn:aws:iam::${account}:instance-profile/${profileName ?? ''}`, id: 'AIPAFAKEFAKEFAKEFAKE1' };
}

function metadataOf(options: Params | undefined): XmlObject {
  return {
    state: 'applied',
    httpTokens: options?.text('HttpTokens') ?? 'optional',
    httpPutResponseHopLimit: options?.integer('HttpPutResponseHopLimit') ?? 1,
    httpEndpoint: options?.text('HttpEndpoint') ?? 'enabled',
    httpProtocolIpv6: options?.text('HttpProtocolIpv6') ?? 'disabled',
    instanceMetadataTags: options?.text('InstanceMetadataTags') ?? 'disabled',
  };
}
