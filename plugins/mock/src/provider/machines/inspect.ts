import { ProviderError, type Inspection } from '@hostwright/core/provider';
import type { CloudOrigin } from '../../cloud/errors.js';
import type { CloudMachine } from '../../cloud/machine-row.js';
import type { Session } from '../session.js';
import { refusalBehind } from '../to-provider-error.js';
import { callByIds } from './by-ids.js';
import { observeMachine } from './observe.js';

/** Asks for single machines. What the cloud refuses to tell is in neither list. */
export async function inspect(
  session: Session,
  input: { readonly machineIds: readonly string[]; readonly signal: AbortSignal },
): Promise<Inspection> {
  const { machineIds, signal } = input;
  const origins: CloudOrigin[] = [];
  const answers = await callByIds(machineIds, async (ids): Promise<ReadonlyMap<string, CloudMachine>> => {
    try {
      const answer = await session.read('DescribeInstances', { machineIds: ids }, signal);
      origins.push(answer);
      return new Map(answer.machines.map((machine) => [machine.id, machine]));
    } catch (error) {
      const origin = refusalBehind(error)?.origin;
      if (origin !== undefined) origins.push(origin);
      throw error;
    }
  });
  const { account, region, atMs } = commonOrigin(origins);
  return {
    providerTimeMs: atMs,
    identity: { account, region, principal: session.settings.principal },
    machines: answers.flatMap((entry) => ('answer' in entry ? [observeMachine(entry.answer)] : [])),
    notFound: answers.flatMap((entry) => ('error' in entry && entry.named && entry.error.errorClass === 'NotFound' ? [entry.id] : [])),
  };
}

/** Refusals say under which account an id was not found: in another one, that would prove nothing. */
function commonOrigin(origins: readonly CloudOrigin[]): CloudOrigin {
  const [first] = origins;
  const same = origins.every((origin) => origin.account === first?.account && origin.region === first.region);
  if (first === undefined || !same) throw new ProviderError('Unavailable', 'DescribeInstances: answered under more than one account');
  return first;
}
