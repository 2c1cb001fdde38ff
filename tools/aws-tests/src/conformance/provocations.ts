import type { Provocations, Target } from '@hostwright/provider-conformance';
import {
  emptyFleet,
  expiredCredentials,
  generousFleet,
  hideMachines,
  loseCall,
  loseReply,
  partialFleet,
  refuse,
  skewClock,
  throttle,
  type Fault,
} from '@hostwright/emulators/fault-proxy';
import { ask } from '@hostwright/emulators/moto';
import type { Cloud } from '../cloud/cloud.js';
import { machinesOf, startMachine } from '../cloud/machines.js';
import { announceReclaim } from './announce-reclaim.js';
import { loseSecondPage } from './lose-second-page.js';

/** The action of each target, of the way to launch that a template takes by itself. */
const ACTIONS: { readonly [Name in Exclude<Target, 'volume-create' | 'snapshot-create'>]: string } = {
  launch: 'CreateFleet',
  terminate: 'TerminateInstances',
  sweep: 'DescribeInstances',
  inspect: 'DescribeInstances',
};

const OTHER_ACCOUNT = '999999999999';

const NO_CAPACITY = { code: 'InsufficientInstanceCapacity', message: 'We currently do not have sufficient capacity.' };
const NO_QUOTA = { code: 'VcpuLimitExceeded', message: 'You have requested more vCPU capacity than your current vCPU limit allows.' };

/** What the world lends to its provocations. */
export interface ProvocationTools {
  readonly cloud: Cloud;
  readonly now: () => number;
}

/**
 * What the contract's kit can ask for, by rules of the proxy and by calls past it. EC2 reads a region as a whole: no shard of it can be
 * unreadable. moto deletes or keeps volumes as a template says, and never leaves one behind.
 */
export function provocationsOf({ cloud, now }: ProvocationTools): Provocations {
  const { proxy, place, network } = cloud;
  const strike = (target: Target, fault: Fault, times: number | 'always' = 1) =>
    proxy.rule({ on: ACTIONS[target as keyof typeof ACTIONS], fault, times });
  const once = async (target: Target, fault: Fault): Promise<void> => void strike(target, fault);
  return {
    throttle: (target) => once(target, throttle()),
    unavailable: (target) => once(target, refuse({ code: 'Unavailable', status: 503, message: 'The server is overloaded.' })),
    loseReply: async (target, times) => void strike(target, loseReply(), times),
    loseCall: (target) => once(target, loseCall()),
    // Time of the tests stands still where nobody passes it: whoever waits gives up by himself.
    hang: (target) => once(target, { kind: 'hang', side: 'after' }),
    noCapacity: () => once('launch', emptyFleet(NO_CAPACITY)),
    quotaExceeded: () => once('launch', emptyFleet(NO_QUOTA)),
    partialCapacity: (machines) => once('launch', partialFleet(machines, NO_CAPACITY)),
    overDeliver: (machines) => once('launch', generousFleet(machines)),
    expireCredentials: async () => {
      const rule = proxy.rule({ on: () => true, fault: expiredCredentials(), times: 'always' });
      return async () => rule.remove();
    },
    denyPermission: async (target) => {
      const denied = refuse({ code: 'UnauthorizedOperation', status: 403, message: 'You are not authorized to perform this operation.' });
      const rule = strike(target, denied, 'always');
      return async () => rule.remove();
    },
    otherIdentity: () => once('sweep', { kind: 'rewrite', reply: (reply) => ({ ...reply, body: renamed(reply.body, cloud.account) }) }),
    loseSweepPage: async () => void loseSecondPage(proxy),
    hideNewMachines: async (durationMs) => {
      const known = new Set((await machinesOf(place)).map(({ id }) => id));
      const untilMs = now() + durationMs;
      strike(
        'sweep',
        hideMachines((id) => !known.has(id) && now() < untilMs),
        'always',
      );
    },
    poison: async (target, machineId) => {
      const refusal =
        target === 'terminate'
          ? { code: 'OperationNotPermitted', status: 400, message: `The instance '${machineId}' may not be terminated.` }
          : { code: 'UnauthorizedOperation', status: 403 };
      proxy.rule({
        on: ({ action, parameters }) => action === ACTIONS[target] && [...parameters.values()].includes(machineId),
        fault: refuse(refusal),
        times: 'always',
      });
    },
    foreignMachine: () => startMachine(place, network.imageId, []),
    stripTags: async (machineId) => {
      const tags = (await machinesOf(place)).find(({ id }) => id === machineId)?.tags ?? [];
      const keys = Object.fromEntries(tags.map(({ key }, index) => [`Tag.${index + 1}.Key`, key]));
      await ask(place, { service: 'ec2', action: 'DeleteTags', parameters: { 'ResourceId.1': machineId, ...keys } });
    },
    copyMachine: async (machineId) => {
      const original = (await machinesOf(place)).find(({ id }) => id === machineId);
      const tags = original?.tags.filter(({ key }) => !key.startsWith('aws:')) ?? [];
      return startMachine(place, network.imageId, tags);
    },
    endMachine: async (machineId) => {
      await ask(place, { service: 'ec2', action: 'TerminateInstances', parameters: { 'InstanceId.1': machineId } });
    },
    reclaim: async (machineId) => announceReclaim(proxy, machineId),
    skewClock: async (skewMs) => void proxy.rule({ on: () => true, fault: skewClock(skewMs), times: 'always' }),
  };
}

/** Everything that an answer says of an account, said of another. */
function renamed(body: string, account: string): string {
  return body.replaceAll(`<ownerId>${account}</ownerId>`, `<ownerId>${OTHER_ACCOUNT}</ownerId>`);
}
