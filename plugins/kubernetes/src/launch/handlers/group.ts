import { GROUP_TABLE } from '../../machines/groups/group-kinds.js';
import type { GroupKind } from '../../machines/kinds.js';
import { KEEP_LABEL, KEEP_VALUE } from '../../machines/labels/release-marks.js';
import { objectAt, type JsonObject } from '../../template/json.js';
import { markedMetadata, type Plan } from './plan.js';

/** By which a group knows its pods. */
const GROUP_LABEL = 'hostwright-group';

/** A Deployment, StatefulSet or Job of as many pods as are asked for: the user's own object, if there is one, with what has to be ours over it. */
export function composeGroup(kind: GroupKind, plan: Plan): JsonObject {
  const { apiVersion, objectKind } = GROUP_TABLE[kind];
  return {
    apiVersion,
    kind: objectKind,
    metadata: { ...markedMetadata(objectAt(plan.around, 'metadata'), plan), name: plan.name, namespace: plan.namespace },
    spec: SPECS[kind](plan, objectAt(plan.around, 'spec')),
  };
}

const SPECS: Readonly<Record<GroupKind, (plan: Plan, own: JsonObject) => JsonObject>> = {
  job: jobSpec,
  deployment: deploymentSpec,
  'stateful-set': statefulSetSpec,
};

/** More failures than there can be. */
const NEVER = 2_147_483_647;

/**
 * A Job that fills each of its places once: a pod that fails, or is deleted, is not replaced, and takes no other with it. What would end the
 * Job as a whole, or hold it, is left out of the user's own.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#backoff-limit-per-index
 */
function jobSpec(plan: Plan, own: JsonObject): JsonObject {
  const {
    selector: _selector,
    manualSelector: _manualSelector,
    suspend: _suspend,
    maxFailedIndexes: _maxFailedIndexes,
    successPolicy: _successPolicy,
    podFailurePolicy: _podFailurePolicy,
    podReplacementPolicy: _podReplacementPolicy,
    ...kept
  } = own;
  return {
    ...kept,
    completionMode: 'Indexed',
    completions: plan.units,
    parallelism: plan.units,
    backoffLimit: NEVER,
    backoffLimitPerIndex: 0,
    template: podTemplate(plan, {}, 'Never'),
  };
}

/** Its pods carry the label by which it is seen which of them were marked to go. */
function deploymentSpec(plan: Plan, own: JsonObject): JsonObject {
  const { paused: _paused, ...kept } = own;
  return {
    ...kept,
    replicas: plan.units,
    selector: selectorOf(plan),
    template: podTemplate(plan, { ...groupLabel(plan), [KEEP_LABEL]: KEEP_VALUE }, 'Always'),
  };
}

/** All pods at once, and down from the last one. */
function statefulSetSpec(plan: Plan, own: JsonObject): JsonObject {
  return {
    serviceName: plan.name,
    ...own,
    replicas: plan.units,
    podManagementPolicy: 'Parallel',
    selector: selectorOf(plan),
    template: podTemplate(plan, groupLabel(plan), 'Always'),
  };
}

/** @param restartPolicy - the only one that the kind of group takes, or makes sense of */
function podTemplate(plan: Plan, extra: Readonly<Record<string, string>>, restartPolicy: 'Always' | 'Never'): JsonObject {
  const metadata = markedMetadata(plan.pod.metadata, { ...plan, labels: { ...plan.labels, ...extra } });
  return { metadata, spec: { ...plan.pod.spec, restartPolicy } };
}

function groupLabel({ name }: Plan): Readonly<Record<string, string>> {
  return { [GROUP_LABEL]: name };
}

function selectorOf(plan: Plan): JsonObject {
  return { matchLabels: groupLabel(plan) };
}
