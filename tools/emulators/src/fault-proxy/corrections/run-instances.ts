import { every, parseXml } from '../../xml/xml.js';
import { withParameters, type Call } from '../call.js';
import { withClientToken } from './client-token.js';
import { asking, type Correction, type Forward } from './forward.js';

/**
 * As many machines as may be, not as few as must be: moto launches MinCount and does not read MaxCount.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
const maxCount: Correction = async (call, forward) => forward(withParameters(call, { MinCount: call.parameters.get('MaxCount') }));

/**
 * The zone of a launch that names one, by its subnet or itself: there a token is one for each zone.
 *
 * Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
async function zoneOf(call: Call, forward: Forward): Promise<string> {
  const subnetId = call.parameters.get('SubnetId') ?? call.parameters.get('NetworkInterface.1.SubnetId');
  if (subnetId === undefined) return call.parameters.get('Placement.AvailabilityZone') ?? '';
  const reply = await forward(asking(call, 'DescribeSubnets', { 'SubnetId.1': subnetId }));
  return reply.status === 200 ? (every(parseXml(reply.body), 'availabilityZone')[0]?.text ?? '') : '';
}

/** RunInstances as EC2 does it. */
export function runInstances(): Correction {
  return withClientToken(zoneOf, maxCount);
}
