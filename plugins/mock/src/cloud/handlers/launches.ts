import type { CreateGroupInput, GroupAnswer, LaunchAnswer, RunInstancesInput } from '../api.js';
import { answer, created, deleted, type Done } from '../done.js';
import { CloudError } from '../errors.js';
import { deleteGroup, findGroup, insertGroup, membersOf, showGroup, type CloudGroup } from '../groups.js';
import { findImage } from '../images.js';
import { knownType, launchMachines, type LaunchOrder, type LaunchOutcome } from '../launch.js';
import { machinesById } from '../machine-store.js';
import { showMachine } from '../machine-row.js';
import { createOnce } from '../tokens.js';
import type { Turn } from '../turn.js';

const MAX_COUNT = 10_000;
const MAX_USER_DATA_BYTES = 16_384;
const MAX_TAGS = 50;

/** Starts machines. None at all is a refusal; fewer than asked is an answer. */
export function runInstances(turn: Turn, input: RunInstancesInput): Done<LaunchAnswer> {
  const order = checkOrder(turn, input, input.count);
  const { clientToken, ...parameters } = input;
  const { result, replayed } = createOnce(turn, { action: 'RunInstances', clientToken, zone: input.zone, parameters }, () => {
    const outcome = launchMachines(turn, order, { groupId: undefined, clientToken }, input.count);
    if (outcome.machineIds.length === 0) {
      throw new CloudError(outcome.code ?? 'InsufficientInstanceCapacity', `no machine of type ${input.machineType} can be had`);
    }
    return outcome;
  });
  return created(launchAnswer(turn, result, undefined), replayed, result.machineIds.length);
}

interface GroupOutcome extends LaunchOutcome {
  readonly groupId: string;
  readonly started: number;
}

/** Makes a group and starts its machines. The group exists even when it has none. */
export function createGroup(turn: Turn, input: CreateGroupInput): Done<LaunchAnswer> {
  const order = checkOrder(turn, input, input.count);
  const { clientToken, kind, count, ...rest } = input;
  const parameters = { kind, count, ...rest };
  const { result, replayed } = createOnce(turn, { action: 'CreateGroup', clientToken, zone: input.zone, parameters }, (): GroupOutcome => {
    const groupId = insertGroup(turn, { kind, order, count, clientToken });
    const outcome = launchMachines(turn, order, { groupId, clientToken }, count);
    // A refilling group names no machines when it is made: it starts them by itself, now and later.
    const named = kind === 'fleet' ? outcome : { machineIds: [], missing: 0, code: undefined };
    return { ...named, groupId, started: outcome.machineIds.length };
  });
  const group = showGroup(findGroup(turn, result.groupId));
  return created(launchAnswer(turn, result, group), replayed, result.started);
}

/** The machines of a group, and whether it starts more. */
export function describeGroup(turn: Turn, { groupId }: { readonly groupId: string }): Done<GroupAnswer> {
  const group = findGroup(turn, groupId);
  const machineIds = membersOf(turn, group);
  return answer({ machineIds, complete: group.state !== 'active' || machineIds.length >= (group.target_machines ?? 0) });
}

/** Deletes a group; its machines stay. */
export function removeGroup(turn: Turn, { groupId }: { readonly groupId: string }): Done<CloudGroup> {
  const group = findGroup(turn, groupId);
  deleteGroup(turn, group);
  return deleted(showGroup(findGroup(turn, groupId)), group.state === 'active' ? 1 : 0);
}

function launchAnswer(turn: Turn, outcome: LaunchOutcome, group: CloudGroup | undefined): LaunchAnswer {
  return {
    account: turn.caller.account,
    region: turn.caller.region,
    atMs: turn.nowMs,
    machines: machinesById(turn, outcome.machineIds).map((row) => showMachine(row, turn.nowMs)),
    group,
    missing: outcome.missing,
    code: outcome.code,
  };
}

function checkOrder(turn: Turn, input: LaunchOrder, count: number): LaunchOrder {
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    throw new CloudError('InvalidParameterValue', `count must be 1 to ${MAX_COUNT}, not ${count}`);
  }
  knownType(input.machineType);
  if (input.zone !== undefined && !turn.behaviour.zones.includes(input.zone)) {
    throw new CloudError('InvalidZone.NotFound', `the zone ${input.zone} does not exist`);
  }
  const { imageId } = findImage(turn, input.imageId);
  if (Buffer.byteLength(input.userData ?? '') > MAX_USER_DATA_BYTES) {
    throw new CloudError('UserDataLimitExceeded', `user data may have ${MAX_USER_DATA_BYTES} bytes`);
  }
  if (input.tags.length > MAX_TAGS) throw new CloudError('TagLimitExceeded', `an object may have ${MAX_TAGS} tags`);
  return {
    machineType: input.machineType,
    zone: input.zone,
    market: input.market,
    imageId,
    userData: input.userData,
    tags: input.tags,
    unitsPerMachine: input.unitsPerMachine,
    volumeSizeGib: input.volumeSizeGib,
    publicIp: input.publicIp,
  };
}
