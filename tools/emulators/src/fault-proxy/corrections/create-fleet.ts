import { every, parseXml, textAt } from '../../xml/xml.js';
import { withParameters, type Call } from '../call.js';
import { regional, withClientToken } from './client-token.js';
import { asking, type Correction } from './forward.js';

/** Tagged in one call, to stay well below what a call takes. */
const TAG_BATCH = 500;

/**
 * Without a spot strategy EC2 takes its default; moto ends with status 500.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotOptionsRequest.html
 */
function withStrategy(call: Call): Call {
  const names = [...call.parameters.keys()];
  const isMissing = names.some((name) => name.startsWith('SpotOptions.')) && !call.parameters.has('SpotOptions.AllocationStrategy');
  return isMissing ? withParameters(call, { 'SpotOptions.AllocationStrategy': 'lowestPrice' }) : call;
}

/**
 * EC2 puts the fleet's id on each machine of it, as the tag `aws:ec2:fleet-id`; moto does not.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-tags.html
 */
const fleetTag: Correction = async (call, forward) => {
  const reply = await forward(withStrategy(call));
  if (reply.status !== 200) return reply;
  const root = parseXml(reply.body);
  const fleetId = textAt(root, 'fleetId');
  const listed = await forward(asking(call, 'DescribeFleetInstances', { FleetId: fleetId }));
  const machineIds = every(parseXml(listed.body), 'instanceId').map(({ text }) => text);
  for (let start = 0; start < machineIds.length; start += TAG_BATCH) {
    const ids = machineIds.slice(start, start + TAG_BATCH).map((id, index) => [`ResourceId.${index + 1}`, id]);
    await forward(asking(call, 'CreateTags', { ...Object.fromEntries(ids), 'Tag.1.Key': 'aws:ec2:fleet-id', 'Tag.1.Value': fleetId }));
  }
  return reply;
};

/** CreateFleet as EC2 does it. */
export function createFleet(): Correction {
  return withClientToken(regional, fleetTag);
}
