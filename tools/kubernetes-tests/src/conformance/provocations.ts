import type { Provocations, Target } from '@hostwright/provider-conformance';
import { demand, hang, loseCall, loseReply, refuse, throttle, type Call, type Fault } from '@hostwright/emulators/kubernetes';
import { podAt, pathOf, startPod } from '../cluster/pods.js';
import { make, type Place } from '../cluster/place.js';
import { takeRight } from '../cluster/rights.js';
import { until } from '../cluster/until.js';

/** The call of each target, of the way to launch that a template takes by itself. */
const ACTIONS: { readonly [Name in Exclude<Target, 'volume-create' | 'snapshot-create'>]: string } = {
  launch: 'create pods',
  terminate: 'delete pods',
  sweep: 'list pods',
  inspect: 'get pods',
};

const VERBS: Readonly<Record<string, string>> = { launch: 'create', terminate: 'delete', sweep: 'list', inspect: 'get' };

const NOT_YET = { code: 503, reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' };
const FORBIDDEN = {
  code: 403,
  reason: 'Forbidden',
  message: 'pods "x" is forbidden: User "product" cannot do that resource "pods" in API group ""',
};

/**
 * What the contract's kit can ask for: by the API server itself where it can do it (rights, quota, labels, conditions), else by the proxy.
 * Nobody is told at its creation that a pod finds no room, and none is ever made beside those that have a name.
 */
export function provocationsOf(place: Place): Provocations {
  const { proxy, kubernetes, namespace } = place;
  const strike = (target: Target, fault: Fault, times: number | 'always' = 1) =>
    proxy.rule({ on: ACTIONS[target as keyof typeof ACTIONS], fault, times });
  const once = async (target: Target, fault: Fault): Promise<void> => void strike(target, fault);
  return {
    throttle: (target) => once(target, throttle()),
    // A write is known to have no effect when flow control, a webhook or a quota's own trouble refuses it: the webhook's is the plainest.
    unavailable: (target) => once(target, target === 'launch' || target === 'terminate' ? refuse(webhookTrouble) : refuse(NOT_YET)),
    loseReply: async (target, times) => void strike(target, loseReply(), times),
    loseCall: (target) => once(target, loseCall()),
    hang: (target) => once(target, hang('after')),
    quotaExceeded: () => limitPods(place, 0),
    partialCapacity: (machines) => limitPods(place, machines),
    expireCredentials: async () => {
      const rule = proxy.rule({
        on: () => true,
        fault: refuse({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' }),
        times: 'always',
      });
      return async () => rule.remove();
    },
    denyPermission: async (target) => {
      const verb = VERBS[target] ?? '';
      const restore = [
        await takeRight(kubernetes, namespace, verb),
        ...(target === 'sweep' ? [await takeRight(kubernetes, place.other, verb)] : []),
      ];
      return async () => {
        for (const give of restore) await give();
      };
    },
    unreadableShard: async (shard) => void (await takeRight(kubernetes, shard, 'list')),
    loseSweepPage: () => loseSecondPage(place),
    hideNewMachines: async () => undefined,
    poison: async (target, machineId) => {
      const on = (call: Call): boolean => call.action === ACTIONS[target] && call.name === machineId.split('/')[1];
      proxy.rule({ on, fault: refuse(FORBIDDEN), times: 'always' });
    },
    foreignMachine: () => startPod(place, 'foreign'),
    stripTags: async (machineId) => {
      const { metadata } = await podAt(place, machineId);
      const none = Object.fromEntries(Object.keys(metadata.labels ?? {}).map((key) => [key, null]));
      await demand(kubernetes.ask, { method: 'PATCH', path: pathOf(machineId), body: { metadata: { labels: none } } });
    },
    copyMachine: async (machineId) => {
      const { labels, annotations } = (await podAt(place, machineId)).metadata;
      return startPod(place, 'copy', { labels, annotations });
    },
    endMachine: async (machineId) => void (await demand(kubernetes.ask, { method: 'DELETE', path: pathOf(machineId) })),
    reclaim: async (machineId) => announceDisruption(place, machineId),
  };
}

const webhookTrouble = {
  code: 500,
  reason: 'InternalError',
  message: 'Internal error occurred: failed calling webhook "admission.example.com": context deadline exceeded',
};

/** The API server's own quota: in force once its controller has counted. */
async function limitPods(place: Place, more: number): Promise<void> {
  const { kubernetes, namespace } = place;
  const path = `/api/v1/namespaces/${namespace}/resourcequotas`;
  await make(place, path, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'limit' }, spec: { hard: { pods: String(more) } } });
  await until('the quota is in force', async () => {
    const { status } = await demand<{ readonly status: { readonly used?: unknown } }>(kubernetes.ask, { path: `${path}/limit` });
    return status.used !== undefined;
  });
}

/** The first page is cut short, as the API server cuts it for whoever asks for fewer; the next one never comes. */
async function loseSecondPage({ proxy, kubernetes, namespace }: Place): Promise<void> {
  const labelSelector = encodeURIComponent('hostwright-deployment');
  const { body } = await kubernetes.ask({ path: `/api/v1/namespaces/${namespace}/pods?limit=2&labelSelector=${labelSelector}` });
  const reply = {
    status: 200,
    headers: { 'content-type': 'application/json', date: new Date().toUTCString() },
    body: JSON.stringify(body),
  };
  const isPage = (call: Call, first: boolean): boolean =>
    call.action === 'list pods' && call.namespace === namespace && call.query.has('continue') !== first;
  proxy.rule({ on: (call) => isPage(call, false), fault: refuse(NOT_YET), times: 'always' });
  proxy.rule({ on: (call) => isPage(call, true), fault: { kind: 'answer', answer: () => reply }, times: 'always' });
}

/** The condition by which whoever takes a pod away says so. Source: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions */
async function announceDisruption(place: Place, machineId: string): Promise<void> {
  const { status } = await podAt(place, machineId);
  const disruption = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: 'preempted by a pod of higher priority',
    lastTransitionTime: new Date().toISOString(),
  };
  const conditions = [...(status.conditions ?? []), disruption];
  await demand(place.kubernetes.ask, { method: 'PATCH', path: `${pathOf(machineId)}/status`, body: { status: { conditions } } });
}
