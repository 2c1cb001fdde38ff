import type { AdoptMachines, ForeignRequest } from '@hostwright/core';
import type { HostFactoryCaller } from '../callers/host-factory.js';
import { launchAsNeighbour, type Neighbours } from '../callers/neighbour.js';
import type { Choices } from '../world/random.js';
import type { World } from '../world/world.js';

type Act = (world: World, caller: HostFactoryCaller, choices: Choices) => void;

const CONNECTION = 'mock-1';

/**
 * An operator lets us take over what another host factory made in our account: by its records, which name what runs, and what is gone, not
 * theirs or ours already. Some do it twice, with what is new since.
 */
export const takesOver: Act = (world, caller, choices) => {
  const launchAs = choices.chance(0.7) ? 'fleet' : 'refilling-group';
  if (choices.chance(0.2)) world.cloud.addFault({ kind: 'late-name', on: 'CreateGroup', delayMs: 4_000 });
  void launchAsNeighbour(world, { machines: choices.between(1, 4), launchAs }).then((made) => {
    if (made === undefined) return;
    spoil(world, choices, made);
    const requests = requestsOf(world, caller, choices, made);
    const returns = returnsOf(choices, made);
    take(caller, choices, { connection: CONNECTION, requests, returns: choices.chance(0.5) ? returns : [] });
    if (choices.chance(0.4)) world.time.after(choices.between(300, 4_000), () => again(caller, choices, { requests, returns }));
    if (choices.chance(0.15)) world.time.after(choices.between(100, 1_600), () => cancelOne(caller, choices));
  });
};

/** Another deployment of ours works in the same account, from before the start. */
export const sharesAccount: Act = (world, _caller, choices) => {
  const deploymentId = choices.pick(['f0', 'e0', 'a0'])?.repeat(16) ?? '';
  void launchAsNeighbour(world, { machines: choices.between(1, 2), launchAs: 'fleet', deploymentId });
};

/** What may have become of others' machines before they are taken over. */
function spoil(world: World, choices: Choices, { machineIds }: Neighbours): void {
  const [first] = choices.sample(machineIds, 1);
  // Others may have ended it since, without a trace.
  if (first === undefined || !world.cloud.machines().some(({ id }) => id === first)) return;
  const become = choices.pick(['nothing', 'nothing', 'ended', 'other', 'refused', 'unanswered', 'silent'] as const);
  if (become === 'ended') world.cloud.kill(first, 'Server.Console');
  else if (become === 'other') world.cloud.setTag(first, 'hostwright-deployment', 'f0'.repeat(16));
  else if (become === 'refused') {
    const code = choices.pick([undefined, 'InvalidInstanceID.NotFound', 'UnauthorizedOperation', 'InternalError'] as const);
    world.cloud.addFault({
      kind: 'poison',
      on: 'CreateTags',
      machineId: first,
      ...(code === undefined ? {} : { code }),
      silent: choices.chance(0.3),
    });
  } else if (become === 'unanswered') world.cloud.addFault({ kind: choices.chance(0.7) ? 'lose-reply' : 'reset', on: 'CreateTags' });
  else if (become === 'silent') {
    const on = choices.pick(['DescribeGroup', 'DescribeInstances'] as const) ?? 'DescribeGroup';
    world.cloud.addFault({ kind: 'error', on, code: 'InternalError', when: { times: choices.between(1, 5) } });
  }
}

/** What the other's records say: one request with everything, and sometimes one of which nothing is left. */
function requestsOf(world: World, caller: HostFactoryCaller, choices: Choices, made: Neighbours): readonly ForeignRequest[] {
  const { ledger } = world.checker;
  const orphans = [...ledger.machines.values()].filter(({ orphan }) => orphan).map(({ machineId }) => machineId);
  const [held] = caller.holds;
  if (held !== undefined && choices.chance(0.3)) orphans.unshift(world.cloud.copyMachine(held));
  const others = choices.sample(['i-nobody', ...[...caller.holds].slice(0, 1), ...orphans.slice(0, 1)], choices.between(0, 2));
  const groups = world.cloud.groups().map(({ id }) => id);
  const known = choices.pick(caller.requests)?.requestId ?? 'r-0123';
  const request: ForeignRequest = {
    requestId: choices.pick(['r-0123456789abcdef0', 'r-0123456789abcdef0', 'Req_of-another', known]) ?? known,
    templateId: choices.pick(['plain', 'plain', 'marked', 'no-longer-there']) ?? 'plain',
    createdAtMs: world.time.nowMs - (choices.pick([0, 3_000, 86_400_000, -60_000]) ?? 0),
    tags: choices.chance(0.5) ? [{ key: 'RC_ACCOUNT', value: 'team' }] : [],
    machineIds: [...(choices.chance(0.8) ? made.machineIds : made.machineIds.slice(1)), ...others],
    groupRef: choices.pick([undefined, made.groupRef, made.groupRef, 'grp-nobody', choices.pick(groups)]),
  };
  const closed = { ...request, requestId: 'r-long-ago', machineIds: [], groupRef: undefined };
  return choices.chance(0.3) ? [request, closed] : [request];
}

function returnsOf(choices: Choices, { machineIds }: Neighbours): AdoptMachines['returns'] {
  const named = choices.sample([...machineIds, 'i-nobody'], choices.between(1, 2));
  return [{ requestId: 'ret-0123456789abcdef0', machineIds: named }];
}

/** Nobody knows of all machines at once: some are left to the next time. */
function take(caller: HostFactoryCaller, choices: Choices, foreign: AdoptMachines): void {
  const { requests } = foreign;
  const some = choices.chance(0.3) ? requests.map((request) => ({ ...request, machineIds: request.machineIds.slice(1) })) : requests;
  caller.takeOver({ ...foreign, requests: some });
}

function again(caller: HostFactoryCaller, choices: Choices, { requests, returns }: Pick<AdoptMachines, 'requests' | 'returns'>): void {
  const all = choices.chance(0.7) ? returns : [];
  caller.takeOver({ connection: CONNECTION, requests, returns: all });
}

function cancelOne(caller: HostFactoryCaller, choices: Choices): void {
  const open = choices.pick(caller.requests.filter((request) => !request.ended && request.kind === 'acquire'));
  if (open !== undefined) caller.cancel(open.requestId);
}
