import { RunInstancesRequest$, type LaunchTemplateInstanceNetworkInterfaceSpecificationRequest as Interface } from '@aws-sdk/client-ec2';
import { invalidTemplate } from '../invalid-template.js';
import { pruneInput } from '../native/check-input.js';
import { mergeDeep, withoutUndefined } from '../native/merge.js';
import { nativeSpecOf } from '../native/native-spec.js';
import { partUnits } from '../parts.js';
import { weightsOf } from '../pools.js';
import { tagSpecifications } from '../tags.js';
import { machineTags, priceText, tagsFor, volumeTags } from './common.js';
import type { LaunchHandler, Plan } from './handler.js';

/** The creating calls of RunInstances for one type and one subnet; everything stands in the call, so that no launch template is needed. */
export function composeRun(plan: Plan): ReturnType<LaunchHandler['compose']> {
  const { options, offer, bases, units, limits } = plan;
  const [base] = bases;
  const machineType = offer.machineType === 'launch-template' ? base.types.InstanceType : offer.machineType;
  if (machineType === undefined) throw invalidTemplate('vmType', 'neither the template nor its launch template names a machine type');
  const weights = weightsOf([{ type: machineType, weight: offer.unitsPerMachine, priority: undefined }]);
  const tags = machineTags(plan, weights);
  const [, , subnet = 'default'] = offer.offerId.split('/');
  const spot = offer.market === 'spot';
  const call = {
    ...callData(base.data, subnet === 'default' ? undefined : subnet),
    InstanceType: machineType,
    ...(spot ? { InstanceMarketOptions: spotOptions(priceText(options.maxSpotPriceUsd)) } : {}),
    TagSpecifications: tagSpecifications({
      instance: tagsFor(bases, 'instance', tags),
      volume: volumeTags(bases, tags),
      'network-interface': tagsFor(bases, 'network-interface', tags),
      ...(spot ? { 'spot-instances-request': tagsFor(bases, 'spot-instances-request', tags) } : {}),
    }),
  };
  return {
    call: mergeDeep(call, nativeSpecOf(options).call),
    parts: partUnits(Math.ceil(units / offer.unitsPerMachine), limits.maxInstancesPerRun).map((count, index) => ({
      units: Math.min(count * offer.unitsPerMachine, units - index * limits.maxInstancesPerRun * offer.unitsPerMachine),
      // Some are better than none: what is missing is tried elsewhere.
      capacity: { MinCount: 1, MaxCount: count },
    })),
    weights,
    market: offer.market,
    tags: [...tags],
    launchTemplates: [],
  };
}

/** A launch template's data as parameters of RunInstances, which calls two of them otherwise. */
function callData(data: Plan['bases'][0]['data'], subnet: string | undefined): Readonly<Record<string, unknown>> {
  const { RamDiskId: ramdisk, ElasticGpuSpecifications: gpus, NetworkInterfaces: interfaces, ...same } = data;
  return {
    ...(pruneInput(RunInstancesRequest$, same) as object),
    ...withoutUndefined({ RamdiskId: ramdisk, ElasticGpuSpecification: gpus }),
    ...place(interfaces, subnet),
  };
}

/** With interfaces, each names the subnet, and the machine does not. */
function place(interfaces: readonly Interface[] | undefined, subnet: string | undefined): Readonly<Record<string, unknown>> {
  if (interfaces === undefined) return withoutUndefined({ SubnetId: subnet });
  return { NetworkInterfaces: interfaces.map((one) => withoutUndefined({ ...one, SubnetId: subnet ?? one.SubnetId })) };
}

/** One request for each machine, which is not repeated when AWS takes the machine back. */
function spotOptions(maxPrice: string | undefined): Readonly<Record<string, unknown>> {
  return {
    MarketType: 'spot',
    SpotOptions: withoutUndefined({ MaxPrice: maxPrice, SpotInstanceType: 'one-time', InstanceInterruptionBehavior: 'terminate' }),
  };
}
