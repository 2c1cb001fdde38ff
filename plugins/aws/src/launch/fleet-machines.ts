import type { CreateFleetInstance } from '@aws-sdk/client-ec2';
import type { ObservedMachine } from '@hostwright/core/provider';
import { newbornMachine } from './answers.js';
import { marketOf } from './handlers/common.js';
import type { SendInput } from './handlers/handler.js';

/** The machines that an instant fleet's answer names, each id once. */
export function fleetMachines(
  instances: readonly CreateFleetInstance[],
  { document, header }: Pick<SendInput, 'document' | 'header'>,
  providerTimeMs: number,
): readonly ObservedMachine[] {
  return instances.flatMap((instance) => {
    const override = instance.LaunchTemplateAndOverrides?.Overrides;
    const machineType = instance.InstanceType ?? override?.InstanceType ?? '';
    const subnetId = instance.SubnetId ?? override?.SubnetId;
    const zone = instance.AvailabilityZone ?? override?.AvailabilityZone ?? (subnetId === undefined ? undefined : document.zones[subnetId]);
    const units = document.weights[machineType] ?? 1;
    const market = marketOf(instance.Lifecycle, document.market);
    return (instance.InstanceIds ?? []).map((machineId) =>
      newbornMachine({ machineId, machineType, zone, market, units, groupRef: undefined }, { document, header, providerTimeMs }),
    );
  });
}
