import type { Provocations } from '@hostwright/provider-conformance';
import type { FakeCloud } from './fake-cloud.js';
import { routeOf } from './faults.js';

/** What the kit may make the fake do. What is missing here is reported as not exercised, never as passed. */
export function provocationsOf(cloud: FakeCloud): Provocations {
  return {
    throttle: async (target) => cloud.faults.add(routeOf(target), { kind: 'refuse', status: 429, code: 'TooManyRequests' }),
    unavailable: async (target) => cloud.faults.add(routeOf(target), { kind: 'refuse', status: 503, code: 'ServiceUnavailable' }),
    loseReply: async (target, times) => cloud.faults.add(routeOf(target), { kind: 'lose-reply' }, times),
    loseCall: async (target) => cloud.faults.add(routeOf(target), { kind: 'lose-call' }),
    hang: async (target) => cloud.faults.add(routeOf(target), { kind: 'hang' }),
    noCapacity: async () => void (cloud.next.room = 0),
    quotaExceeded: async () => void (cloud.next.quotaExceeded = true),
    partialCapacity: async (machines) => void (cloud.next.room = machines),
    overDeliver: async (machines) => void (cloud.next.extra = machines),
    expireCredentials: async () => {
      cloud.expired = true;
      return async () => void (cloud.expired = false);
    },
    denyPermission: async (target) => {
      const allow = cloud.faults.forbid(routeOf(target));
      return async () => allow();
    },
    otherIdentity: async () => void (cloud.listing.account = 'somebody-else'),
    unreadableShard: async (shard) => void (cloud.listing.unreadableZones = [shard]),
    loseSweepPage: async () => {
      cloud.pageSize = 2;
      cloud.losesPages = true;
    },
    hideNewMachines: async (durationMs) => void (cloud.next.hiddenMs = durationMs),
    poison: async (target, machineId) => void cloud.poisoned[target === 'inspect' ? 'get' : 'delete'].add(machineId),
    foreignMachine: async () => cloud.startByHand([]),
    stripTags: async (machineId) => cloud.stripTags(machineId),
    copyMachine: async (machineId) => cloud.copy(machineId),
    endMachine: async (machineId) => cloud.end(machineId),
    skewClock: async (skewMs) => void (cloud.skewMs = skewMs),
  };
}
