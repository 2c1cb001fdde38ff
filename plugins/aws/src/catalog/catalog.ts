import {
  ProviderError,
  type Catalog,
  type MachineShape,
  type MachineType,
  type OperationInput,
  type Quota,
} from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { AwsOptions } from '../template/options.js';
import { estimate } from './estimate.js';
import { listOffers } from './offers.js';
import { pageOf } from './page-of.js';
import { vcpuLimitsOf } from './quotas.js';
import { typesOfTemplate } from './template-types.js';
import type { TypeFacts } from './type-facts.js';
import { allTypes } from './types.js';
import { readVcpuUsage } from './vcpu-usage.js';
import { zonesOf } from './zones.js';

/** What EC2 offers in the session's region, what it costs, and what the account may use. Everything read is kept for a while. */
export function createCatalog(session: AwsSession): Catalog<AwsOptions> {
  return {
    zones: async (input) => (await zonesOf(session).get(input)).value,
    machineTypes: async (input) => {
      const types = [...(await allTypes(session, input)).value.values()];
      return pageOf(types.map(toMachineType), ({ name }) => name, input);
    },
    offers: async (input) => pageOf(await listOffers(session, input.filter, input), ({ offerId }) => offerId, input),
    shape: (input) => shape(session, input.options, input),
    quotas: (input) => quotas(session, input),
    estimate: (input) => estimate(session, input),
  };
}

function toMachineType({ name, shape: size, gpuModel }: TypeFacts): MachineType {
  return { name, shape: size, gpuModel };
}

async function shape(session: AwsSession, options: AwsOptions, input: OperationInput): Promise<MachineShape> {
  const [smallest] = await typesOfTemplate(session, options, input);
  if (smallest === undefined) throw new ProviderError('InvalidTemplate', 'the template allows no machine type', { subject: 'vmType' });
  return smallest.shape;
}

async function quotas(session: AwsSession, input: OperationInput): Promise<readonly Quota[]> {
  const { value: limits } = await vcpuLimitsOf(session).get(input);
  const used = await readVcpuUsage(session, limits, input);
  return limits.map(({ code, name, limitVcpus }) => ({ name, unit: 'vcpus', limit: limitVcpus, used: used.get(code) ?? 0 }));
}
