import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { pageOf } from '../../cloud/paging.ts';
import { allVolumes, volumeById, type Volume } from '../../cloud/volumes.ts';
import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { tagSetXml } from '../tags-xml.ts';

export function describeVolumes(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('VolumeId');
  const asked = ids.length > 0 ? ids.map((id) => existing(cloud, id)) : allVolumes(cloud);
  const found = filterItems(asked, readFilters(params), {
    tags: ({ tags }) => tags,
    fields: {
      'volume-id': ({ id }) => id,
      status: statusOf,
      'availability-zone': ({ launch }) => launch.zone,
      'attachment.instance-id': ({ attached, machine }) => (attached ? cloud.ids.machine.of(machine) : undefined),
      'attachment.device': ({ attached, spec }) => (attached ? spec.device : undefined),
      'attachment.delete-on-termination': ({ spec }) => String(spec.deleteOnTermination),
      'volume-type': ({ spec }) => spec.type,
      size: ({ spec }) => String(spec.sizeGib),
      encrypted: ({ spec }) => String(spec.encrypted),
    },
  });
  const { items, nextToken } = pageOf(params, found, 1000);
  return { volumeSet: items.map((volume) => volumeXml(cloud, volume)), nextToken };
}

export function deleteVolume(cloud: Cloud, params: Params): XmlObject {
  const volume = existing(cloud, params.required('VolumeId'));
  if (volume.attached) {
    throw new ApiError('VolumeInUse', `Volume ${volume.id} is currently attached to ${cloud.ids.machine.of(volume.machine)}`);
  }
  cloud.volumes.deleted.add(volume.number);
  return { return: true };
}

function existing(cloud: Cloud, id: string): Volume {
  const volume = volumeById(cloud, id);
  if (volume === undefined) throw new ApiError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
  return volume;
}

function statusOf({ attached }: Volume): string {
  return attached ? 'in-use' : 'available';
}

function volumeXml(cloud: Cloud, volume: Volume): XmlObject {
  const { id, spec, launch, machine, createdMs, attached, tags } = volume;
  const attachTime = new Date(createdMs);
  return {
    volumeId: id,
    size: spec.sizeGib,
    snapshotId: launch.image.rootDevice === spec.device ? launch.image.snapshotId : '',
    availabilityZone: launch.zone,
    status: statusOf(volume),
    createTime: attachTime,
    attachmentSet: attached
      ? [
          {
            volumeId: id,
            instanceId: cloud.ids.machine.of(machine),
            device: spec.device,
            status: 'attached',
            attachTime,
            deleteOnTermination: spec.deleteOnTermination,
          },
        ]
      : [],
    tagSet: tagSetXml(tags),
    volumeType: spec.type,
    iops: spec.iops,
    throughput: spec.throughput,
    encrypted: spec.encrypted,
    multiAttachEnabled: false,
  };
}
