import type { Provocations, Target } from '@hostwright/provider-conformance';
import type { ActionName } from '../cloud/actions.js';
import type { FaultInput } from '../cloud/fault.js';
import type { CloudControl } from '../control/cloud-control.js';

const ACTIONS: { readonly [Name in Target]: ActionName } = {
  launch: 'RunInstances',
  terminate: 'TerminateInstances',
  sweep: 'ListResources',
  inspect: 'DescribeInstances',
  'volume-create': 'CreateVolume',
  'snapshot-create': 'CreateSnapshot',
};

/** What the world lends to its provocations. */
export interface ProvocationTools {
  readonly cloud: CloudControl;
  readonly account: string;
  /** The next wait of that length never ends. */
  readonly hangFor: (durationMs: number) => void;
  readonly foreignMachine: () => Promise<string>;
}

/** Everything that the contract's kit can ask for, by the mock cloud's faults and its control. */
export function provocationsOf({ cloud, account, hangFor, foreignMachine }: ProvocationTools): Required<Provocations> {
  const once = async (fault: FaultInput): Promise<void> => void cloud.addFault(fault);
  return {
    throttle: (target) => once({ kind: 'error', on: ACTIONS[target], code: 'RequestLimitExceeded' }),
    unavailable: (target) => once({ kind: 'refuse', on: ACTIONS[target] }),
    loseReply: (target, times) => once({ kind: 'lose-reply', on: ACTIONS[target], when: { times } }),
    loseCall: (target) => once({ kind: 'reset', on: ACTIONS[target] }),
    hang: async (target, durationMs) => {
      hangFor(durationMs);
      await once({ kind: 'hang', on: ACTIONS[target], side: 'after', durationMs });
    },
    noCapacity: () => once({ kind: 'no-capacity' }),
    quotaExceeded: () => once({ kind: 'error', on: 'RunInstances', code: 'InstanceLimitExceeded' }),
    partialCapacity: (give) => once({ kind: 'partial', give }),
    overDeliver: (extra) => once({ kind: 'over-deliver', extra }),
    expireCredentials: async () => {
      cloud.setCredentials(account, 'expired');
      return async () => cloud.setCredentials(account, undefined);
    },
    denyPermission: async (target) => {
      const id = cloud.addFault({ kind: 'error', on: ACTIONS[target], code: 'UnauthorizedOperation', when: { times: 'always' } });
      return async () => void cloud.removeFault(id);
    },
    otherIdentity: () => once({ kind: 'identity', on: 'ListResources', account: 'another-account' }),
    unreadableShard: (shard) => once({ kind: 'partial-listing', zones: [shard] }),
    loseSweepPage: async () => {
      cloud.override({ pageSize: 2 });
      await once({ kind: 'error', on: 'ListResources', code: 'InternalError', when: { nth: 2, times: 'always' } });
    },
    hideNewMachines: (durationMs) => once({ kind: 'hide-new', durationMs }),
    poison: (target, machineId) => once({ kind: 'poison', on: ACTIONS[target], machineId }),
    foreignMachine,
    stripTags: async (machineId) => cloud.stripTags(machineId),
    copyMachine: async (machineId) => cloud.copyMachine(machineId),
    endMachine: async (machineId) => cloud.kill(machineId),
    reclaim: async (machineId, graceMs) => cloud.reclaim(machineId, { graceMs }),
    leaveCompanion: () => once({ kind: 'leave-volumes' }),
    skewClock: async (skewMs) => cloud.advance(skewMs),
  };
}
