import { element, every, parseXml, textAt, type Element } from '../../xml/xml.js';
import { listOf, withParameters, type Call } from '../call.js';
import { ec2Reply } from '../reply.js';
import { asking, type Correction, type Forward } from './forward.js';

/**
 * DeleteFleets as EC2 does it: an unknown id is answered beside the others, where moto ends with status 500; and machines that are gone
 * already are no error.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteFleets.html
 */
export function deleteFleets(): Correction {
  return async (call, forward) => {
    const asked = listOf(call, 'FleetId');
    const known = await knownFleets(call, forward);
    const { successes, others } = await deleted(
      call,
      asked.filter((id) => known.has(id)),
      forward,
    );
    if (others !== undefined) return others;
    const failures = asked.filter((id) => !known.has(id)).map(unknownFleet);
    return ec2Reply(call, [element('successfulFleetDeletionSet', successes), element('unsuccessfulFleetDeletionSet', failures)]);
  };
}

async function knownFleets(call: Call, forward: Forward): Promise<ReadonlySet<string>> {
  const reply = await forward(asking(call, 'DescribeFleets', {}));
  return new Set(every(parseXml(reply.body), 'fleetId').map(({ text }) => text));
}

async function deleted(call: Call, ids: readonly string[], forward: Forward) {
  if (ids.length === 0) return { successes: [] };
  const fields = Object.fromEntries(ids.map((id, index) => [`FleetId.${index + 1}`, id]));
  const wanted = asking(call, call.action, { ...fields, TerminateInstances: call.parameters.get('TerminateInstances') ?? 'false' });
  const first = await forward(wanted);
  const reply = first.status === 400 ? await forward(withParameters(wanted, { TerminateInstances: 'false' })) : first;
  if (reply.status !== 200) return { successes: [], others: reply };
  return { successes: every(parseXml(reply.body), 'item').filter((item) => textAt(item, 'fleetId') !== '') };
}

function unknownFleet(id: string): Element {
  const error = [element('code', 'fleetIdDoesNotExist'), element('message', `The fleet ID '${id}' does not exist`)];
  return element('item', [element('fleetId', id), element('error', error)]);
}
