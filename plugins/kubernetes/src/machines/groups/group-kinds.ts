import type { GroupKind } from '../kinds.js';

/** How a kind of group stands in the API. */
export interface GroupFacts {
  readonly kind: GroupKind;
  readonly apiVersion: string;
  /** As objects say it. */
  readonly objectKind: string;
  /** As paths and permissions say it. */
  readonly plural: string;
}

/** Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ */
export const GROUP_TABLE: Readonly<Record<GroupKind, GroupFacts>> = {
  job: { kind: 'job', apiVersion: 'batch/v1', objectKind: 'Job', plural: 'jobs' },
  deployment: { kind: 'deployment', apiVersion: 'apps/v1', objectKind: 'Deployment', plural: 'deployments' },
  'stateful-set': { kind: 'stateful-set', apiVersion: 'apps/v1', objectKind: 'StatefulSet', plural: 'statefulsets' },
};

/** Where a group stands. */
export interface GroupPlace {
  readonly namespace: string;
  readonly kind: GroupKind;
  readonly name: string;
}

const FORM = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\/(job|deployment|stateful-set)\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/;

/** `NAMESPACE/KIND/NAME`. */
export function groupRefOf({ namespace, kind, name }: GroupPlace): string {
  return `${namespace}/${kind}/${name}`;
}

/** Reads a group's id; undefined for what can be none. */
export function groupPlaceOf(groupRef: string): GroupPlace | undefined {
  const [, namespace, kind, name] = FORM.exec(groupRef) ?? [];
  return namespace === undefined || kind === undefined || name === undefined ? undefined : { namespace, kind: kind as GroupKind, name };
}

/** Where the API server keeps a namespace's groups of a kind, or all of them. */
export function groupsPath(kind: GroupKind, namespace: string | undefined): string {
  const { apiVersion, plural } = GROUP_TABLE[kind];
  return namespace === undefined ? `/apis/${apiVersion}/${plural}` : `/apis/${apiVersion}/namespaces/${namespace}/${plural}`;
}

/** Where it keeps one of them. */
export function groupPath({ kind, namespace, name }: GroupPlace): string {
  return `${groupsPath(kind, namespace)}/${name}`;
}
