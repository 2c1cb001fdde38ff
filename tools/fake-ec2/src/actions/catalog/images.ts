import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { imageById } from '../../cloud/images.ts';
import { pageOf } from '../../cloud/paging.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { tagSetXml } from '../tags-xml.ts';

export function describeImages(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('ImageId');
  const owners = params.texts('Owner');
  const asked = ids.length > 0 ? ids.map((id) => imageById(cloud.images, id)) : [...cloud.images.values()];
  const owned = asked.filter(
    ({ ownerId, ownerAlias }) =>
      owners.length === 0 || owners.some((owner) => [ownerId, ownerAlias].includes(owner === 'self' ? cloud.account : owner)),
  );
  const found = filterItems(owned, readFilters(params), {
    tags: ({ tags }) => tags,
    fields: {
      name: ({ name }) => name,
      'image-id': ({ id }) => id,
      architecture: ({ architecture }) => architecture,
      'owner-id': ({ ownerId }) => ownerId,
      'owner-alias': ({ ownerAlias }) => ownerAlias,
      'creation-date': ({ createdAt }) => createdAt,
      state: () => 'available',
      'root-device-type': () => 'ebs',
      'root-device-name': ({ rootDevice }) => rootDevice,
      'virtualization-type': () => 'hvm',
      'image-type': () => 'machine',
      'is-public': () => 'true',
    },
  });
  const { items, nextToken } = pageOf(params, found, 1000);
  const imagesSet = items.map(({ id, name, architecture, ownerId, ownerAlias, createdAt, rootDevice, snapshotId, tags }) => ({
    imageId: id,
    imageLocation: `${ownerAlias ?? ownerId}/${name}`,
    imageState: 'available',
    imageOwnerId: ownerId,
    creationDate: createdAt,
    isPublic: true,
    architecture,
    imageType: 'machine',
    imageOwnerAlias: ownerAlias,
    name,
    rootDeviceType: 'ebs',
    rootDeviceName: rootDevice,
    blockDeviceMapping: [
      { deviceName: rootDevice, ebs: { snapshotId, volumeSize: 8, deleteOnTermination: true, volumeType: 'gp3', encrypted: false } },
    ],
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    enaSupport: true,
    platformDetails: 'Linux/UNIX',
    usageOperation: 'RunInstances',
    tagSet: tagSetXml(tags),
  }));
  return { imagesSet, nextToken };
}
