import { CreateTagsCommand, DescribeFleetsCommand, type Tag as Ec2Tag } from '@aws-sdk/client-ec2';
import { tagsOfHeader, type Adoption, type Tag, type WriteInput } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { callByIds, isNotFound, type IdAnswer } from '../by-ids.js';
import { MAX_IDS_PER_INSPECT } from '../capabilities.js';
import { describeInstances } from '../describe-instances.js';
import type { InstanceFacts } from '../facts.js';
import { FLEET_TYPE_KEY } from '../group-of-tags.js';
import { failedBy } from '../order-by-ids.js';
import { rememberInstance } from '../remember.js';

/** Put by AWS on what a fleet made. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const FLEET_KEY = 'aws:ec2:fleet-id';

/** One CreateTags takes as many resources; AWS advises fewer. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html */
const MAX_IDS_PER_TAGGING = 500;

/** DescribeFleets names as many fleets in one call. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFleets.html */
const MAX_FLEETS = 100;

type Order = WriteInput & { readonly machineIds: readonly string[]; readonly tags: readonly Tag[] };

/**
 * Tags machines that somebody else started, so that sweeps show them as ours: one read, and one call for each 500 machines. Those of a fleet
 * that lasts get the tag by which their end is kept from being made good.
 */
export async function adoptMachines(session: AwsSession, input: Order): Promise<readonly Adoption[]> {
  const looked = await lookAt(session, input);
  const facts = new Map(looked.flatMap((entry) => ('answer' in entry ? [[entry.id, entry.answer] as const] : [])));
  const fleetTypes = await fleetTypesOf(session, [...facts.values()], input);
  const byType = Map.groupBy(facts.values(), (one) => fleetTypes.get(fleetOf(one) ?? ''));
  const answers = new Map<string, Adoption>();
  for (const entry of looked) if (!('answer' in entry)) answers.set(entry.id, toAdoption(entry));
  for (const [fleetType, some] of byType) {
    const extra = fleetType === undefined ? [] : [{ key: FLEET_TYPE_KEY, value: fleetType }];
    for (const answer of await tag(session, some, [...input.tags, ...tagsOfHeader(input.header), ...extra], input)) {
      answers.set(answer.machineId, answer);
    }
  }
  return input.machineIds.map((machineId) => answers.get(machineId) ?? unanswered(machineId));
}

function lookAt(session: AwsSession, { machineIds, signal }: Order): Promise<readonly IdAnswer<InstanceFacts>[]> {
  return callByIds(machineIds, MAX_IDS_PER_INSPECT, async (ids) => {
    const { instances } = await describeInstances(session, { InstanceIds: [...ids] }, { signal });
    return new Map(instances.map((facts) => [facts.id, facts]));
  });
}

function fleetOf({ tags }: InstanceFacts): string | undefined {
  return tags.find(({ key }) => key === FLEET_KEY)?.value;
}

/** The type of each fleet that lasts; an instant one leaves nothing that could replace a machine. */
async function fleetTypesOf(
  session: AwsSession,
  machines: readonly InstanceFacts[],
  { signal }: Order,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(machines.flatMap((facts) => fleetOf(facts) ?? []))];
  const types = new Map<string, string>();
  for (let start = 0; start < ids.length; start += MAX_FLEETS) {
    const command = new DescribeFleetsCommand({ FleetIds: ids.slice(start, start + MAX_FLEETS) });
    const { output } = await session.read('ec2', command, { signal });
    for (const { FleetId: id, Type: type } of output.Fleets ?? [])
      if (id !== undefined && type !== undefined && type !== 'instant') types.set(id, type);
  }
  return types;
}

async function tag(
  session: AwsSession,
  machines: readonly InstanceFacts[],
  tags: readonly Tag[],
  input: Order,
): Promise<readonly Adoption[]> {
  const { signal, attempt } = input;
  const byId = new Map(machines.map((facts) => [facts.id, facts]));
  const answers = await callByIds([...byId.keys()], MAX_IDS_PER_TAGGING, async (ids) => {
    const command = new CreateTagsCommand({ Resources: [...ids], Tags: toEc2(tags) });
    await session.write('ec2', 'create', command, { signal, attempt });
    return new Map(ids.map((id) => [id, true]));
  });
  for (const entry of answers) {
    const facts = 'answer' in entry ? byId.get(entry.id) : undefined;
    if (facts !== undefined) rememberInstance(session, { ...facts, tags: merged(facts.tags, tags) });
  }
  return answers.map(toAdoption);
}

function merged(before: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  return [...before.filter(({ key }) => !added.some((one) => one.key === key)), ...added];
}

/** `aws:` is AWS's own. */
function toEc2(tags: readonly Tag[]): Ec2Tag[] {
  return tags.filter(({ key }) => !key.toLowerCase().startsWith('aws:')).map(({ key, value }) => ({ Key: key, Value: value }));
}

function toAdoption(entry: IdAnswer<unknown>): Adoption {
  const machineId = entry.id;
  if ('answer' in entry) return { machineId, outcome: 'adopted' };
  if (entry.named && isNotFound(entry.error)) return { machineId, outcome: 'not-found' };
  return { ...failedBy(machineId, entry.error), outcome: 'failed' };
}

/** EC2 left it out of an answer about it: nothing is known. */
function unanswered(machineId: string): Adoption {
  return { machineId, outcome: 'failed', message: 'EC2 did not answer for this machine', retryable: true };
}
