import type { Inspection, OperationInput } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import { observe } from './observe.js';

/** Asks for single machines, whoever made them. Not found is what the cloud calls missing, and nothing else. */
export async function inspect(
  session: Session,
  { machineIds, signal }: OperationInput & { readonly machineIds: readonly string[] },
): Promise<Inspection> {
  const answer = await session.read('GetMachines', signal, (client, keys) => client.machinesById(keys, machineIds));
  return {
    providerTimeMs: answer.timeMs,
    identity: { account: answer.account, region: answer.region, principal: undefined },
    machines: answer.machines.map(observe),
    notFound: answer.missing,
  };
}
