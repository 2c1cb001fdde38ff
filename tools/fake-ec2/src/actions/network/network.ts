import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { subnetById } from '../../cloud/network.ts';
import { pageOf } from '../../cloud/paging.ts';
import { ApiError, notFound } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { tagSetXml } from '../tags-xml.ts';
import { zoneId } from '../catalog/zones.ts';

const MAX_PAGE = 1000;

export function describeVpcs(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('VpcId');
  const missing = ids.filter((id) => !cloud.network.vpcs.has(id));
  if (missing.length > 0) throw notFound('InvalidVpcID.NotFound', 'vpc ID', missing);
  const found = filterItems(
    [...cloud.network.vpcs.values()].filter(({ id }) => ids.length === 0 || ids.includes(id)),
    readFilters(params),
    {
      tags: ({ tags }) => tags,
      fields: {
        'vpc-id': ({ id }) => id,
        cidr: ({ cidr }) => cidr,
        'is-default': ({ isDefault }) => String(isDefault),
        isDefault: ({ isDefault }) => String(isDefault),
        state: () => 'available',
        'owner-id': () => cloud.account,
      },
    },
  );
  const { items, nextToken } = pageOf(params, found, MAX_PAGE);
  const vpcSet = items.map(({ id, cidr, isDefault, tags }) => ({
    vpcId: id,
    ownerId: cloud.account,
    state: 'available',
    cidrBlock: cidr,
    cidrBlockAssociationSet: [
      { associationId: id.replace('vpc-', 'vpc-cidr-assoc-'), cidrBlock: cidr, cidrBlockState: { state: 'associated' } },
    ],
    ipv6CidrBlockAssociationSet: [],
    dhcpOptionsId: 'default',
    instanceTenancy: 'default',
    isDefault,
    tagSet: tagSetXml(tags) ?? [],
  }));
  return { vpcSet, nextToken };
}

export function describeSubnets(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('SubnetId');
  const asked = ids.length > 0 ? ids.map((id) => subnetById(cloud.network, id)) : [...cloud.network.subnets.values()];
  const found = filterItems(asked, readFilters(params), {
    tags: ({ tags }) => tags,
    fields: {
      'subnet-id': ({ id }) => id,
      'vpc-id': ({ vpcId }) => vpcId,
      'availability-zone': ({ zone }) => zone,
      availabilityZone: ({ zone }) => zone,
      'availability-zone-id': ({ zone }) => zoneId(cloud, zone),
      'default-for-az': ({ isDefault }) => String(isDefault),
      'cidr-block': ({ cidr }) => cidr,
      state: () => 'available',
    },
  });
  const { items, nextToken } = pageOf(params, found, MAX_PAGE);
  const subnetSet = items.map(({ id, vpcId, zone, cidr, isDefault, publicAddresses, given, tags }) => ({
    subnetId: id,
    subnetArn: `arn:aws:ec2:${cloud.region}:${cloud.account}:subnet/${id}`,
    state: 'available',
    ownerId: cloud.account,
    vpcId,
    cidrBlock: cidr,
    ipv6CidrBlockAssociationSet: [],
    availableIpAddressCount: 2 ** 20 - 5 - given,
    availabilityZone: zone,
    availabilityZoneId: zoneId(cloud, zone),
    defaultForAz: isDefault,
    mapPublicIpOnLaunch: publicAddresses,
    assignIpv6AddressOnCreation: false,
    tagSet: tagSetXml(tags) ?? [],
  }));
  return { subnetSet, nextToken };
}

export function describeSecurityGroups(cloud: Cloud, params: Params): XmlObject {
  const groups = [...cloud.network.securityGroups.values()];
  const ids = params.texts('GroupId');
  const names = params.texts('GroupName');
  const missing = ids.filter((id) => !cloud.network.securityGroups.has(id));
  if (missing.length > 0) throw notFound('InvalidGroup.NotFound', 'security group', missing);
  const unknown = names.filter((name) => groups.every((group) => group.name !== name));
  if (unknown.length > 0) throw notFound('InvalidGroup.NotFound', 'security group', unknown);
  const asked = groups.filter(({ id, name }) => (ids.length === 0 && names.length === 0) || ids.includes(id) || names.includes(name));
  const found = filterItems(asked, readFilters(params), {
    tags: ({ tags }) => tags,
    fields: {
      'group-id': ({ id }) => id,
      'group-name': ({ name }) => name,
      'vpc-id': ({ vpcId }) => vpcId,
      description: ({ description }) => description,
      'owner-id': () => cloud.account,
    },
  });
  const { items, nextToken } = pageOf(params, found, MAX_PAGE);
  const securityGroupInfo = items.map(({ id, name, description, vpcId, tags }) => ({
    ownerId: cloud.account,
    groupId: id,
    groupName: name,
    groupDescription: description,
    vpcId,
    ipPermissions: [],
    ipPermissionsEgress: [{ ipProtocol: '-1', groups: [], ipRanges: [{ cidrIp: '0.0.0.0/0' }], ipv6Ranges: [], prefixListIds: [] }],
    tagSet: tagSetXml(tags) ?? [],
  }));
  return { securityGroupInfo, nextToken };
}

export function describeKeyPairs(cloud: Cloud, params: Params): XmlObject {
  const names = params.texts('KeyName');
  const missing = names.find((name) => !cloud.network.keyPairs.has(name));
  if (missing !== undefined) throw new ApiError('InvalidKeyPair.NotFound', `The key pair '${missing}' does not exist`);
  const found = filterItems(
    [...cloud.network.keyPairs.values()].filter(({ name }) => names.length === 0 || names.includes(name)),
    readFilters(params),
    {
      tags: ({ tags }) => tags,
      fields: { 'key-name': ({ name }) => name, 'key-pair-id': ({ id }) => id, fingerprint: ({ fingerprint }) => fingerprint },
    },
  );
  return {
    keySet: found.map(({ id, name, fingerprint, tags }) => ({
      keyPairId: id,
      keyType: 'rsa',
      keyName: name,
      keyFingerprint: fingerprint,
      tagSet: tagSetXml(tags) ?? [],
    })),
  };
}
