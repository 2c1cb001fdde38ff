import type { Tag } from '@hostwright/core/provider';
import type { Instance } from '@aws-sdk/client-ec2';

/** What EC2 tells of an instance, as far as it concerns us: the same whether the lean reader or the SDK read it. */
export interface InstanceFacts {
  readonly id: string;
  /** EC2's word: `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`. */
  readonly state: string;
  readonly type: string;
  readonly zone: string | undefined;
  /** In milliseconds since 1970; undefined when EC2 does not say. */
  readonly launchedAtMs: number | undefined;
  /** Empty until the instance runs. */
  readonly privateDnsName: string | undefined;
  readonly privateIp: string | undefined;
  readonly publicIp: string | undefined;
  /** `spot`, `scheduled`, `capacity-block`; undefined for on demand. */
  readonly lifecycle: string | undefined;
  readonly stateReason: { readonly code: string; readonly message: string } | undefined;
  /** EC2's older text about the last change, for example `User initiated (2026-01-01 00:00:00 GMT)`. */
  readonly transitionReason: string | undefined;
  readonly tags: readonly Tag[];
  /** Attached volumes that will not be deleted with the instance. */
  readonly lastingVolumes: readonly VolumeFacts[];
}

/** A volume of an instance. */
export interface VolumeFacts {
  readonly id: string;
  /** In milliseconds since 1970; undefined when EC2 does not say. */
  readonly attachedAtMs: number | undefined;
}

/** The facts of an instance as the SDK read it; undefined for one without an id. */
export function factsOfInstance(instance: Instance): InstanceFacts | undefined {
  const { InstanceId: id, StateReason: reason } = instance;
  if (id === undefined || id === '') return undefined;
  return {
    id,
    state: instance.State?.Name ?? '',
    type: instance.InstanceType ?? '',
    zone: textOrNothing(instance.Placement?.AvailabilityZone),
    launchedAtMs: instance.LaunchTime?.getTime(),
    privateDnsName: textOrNothing(instance.PrivateDnsName),
    privateIp: textOrNothing(instance.PrivateIpAddress),
    publicIp: textOrNothing(instance.PublicIpAddress),
    lifecycle: textOrNothing(instance.InstanceLifecycle),
    stateReason: reason?.Code === undefined ? undefined : { code: reason.Code, message: reason.Message ?? '' },
    transitionReason: textOrNothing(instance.StateTransitionReason),
    tags: (instance.Tags ?? []).map((tag) => ({ key: tag.Key ?? '', value: tag.Value ?? '' })),
    lastingVolumes: (instance.BlockDeviceMappings ?? []).flatMap(({ Ebs: volume }) => {
      if (volume?.DeleteOnTermination !== false || volume.VolumeId === undefined) return [];
      return [{ id: volume.VolumeId, attachedAtMs: volume.AttachTime?.getTime() }];
    }),
  };
}

/** EC2 answers empty texts where it means none. */
function textOrNothing(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
