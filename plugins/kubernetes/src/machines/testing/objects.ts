import { tagsOfHeader, type AttemptId, type IntentHeader, type WriteInput } from '@hostwright/core/provider';
import { marksOf } from '../labels/labels.js';

export const HEADER: IntentHeader = {
  deploymentId: 'de'.repeat(16),
  incarnation: '1a'.repeat(8),
  requestId: 'req-1',
  intentId: 'int-1',
  sequence: 1,
  generation: 1,
};

/** What writes take. */
export const WRITE: WriteInput = { header: HEADER, token: 'int-1', attempt: 'att-1' as AttemptId, signal: new AbortController().signal };

/** What of a pod differs from a running one of ours. */
export interface PodChanges {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly header?: IntentHeader;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

export const READY = { type: 'Ready', status: 'True' };

/** As far as tests look into it. */
export interface PodObject {
  readonly metadata: { readonly name: string; readonly uid: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** A pod as an API server answers it. */
export function podObject(changes: PodChanges = {}): PodObject {
  const { name = 'hw-1', namespace = 'grid', header = HEADER, owner } = changes;
  const marks = marksOf(tagsOfHeader(header));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: changes.uid ?? `uid-${name}`,
      resourceVersion: '7',
      creationTimestamp: '2026-05-01T11:00:00Z',
      labels: { ...marks.labels, ...changes.labels },
      annotations: { ...marks.annotations, ...changes.annotations },
      ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion: 'v1', controller: true, uid: 'owner', ...owner }] }),
      ...changes.metadata,
    },
    spec: { nodeName: 'node-1', containers: [{ name: 'machine', image: 'x' }], ...changes.spec },
    status: { phase: 'Running', podIP: '10.244.0.7', conditions: [READY], ...changes.status },
  };
}

/** A list of them, as one chunk. */
export function listOfObjects(items: readonly unknown[], nextToken?: string): unknown {
  return { kind: 'List', metadata: { resourceVersion: '100', ...(nextToken === undefined ? {} : { continue: nextToken }) }, items };
}
