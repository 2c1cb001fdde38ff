import type { Handler } from './handlers.js';
import { isObject, objectAt, type JsonObject } from './json.js';

/** Where a pod starts from, read and taken apart. */
export interface BaseObject {
  /** The pod's own part: what the template's keys are merged over. */
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
  /** A native file's whole object, without its pod template; undefined for others. */
  readonly object: JsonObject | undefined;
  /** What a native file's kind says. */
  readonly handler: Handler | undefined;
  /** What its metadata says. */
  readonly namespace: string | undefined;
}

/** A pod that starts from nothing. */
export const EMPTY_BASE: BaseObject = { metadata: {}, spec: {}, object: undefined, handler: undefined, namespace: undefined };

/** What is wrong with a base; the caller says where it stands. */
class BadBase extends Error {}

interface NativeKind {
  readonly handler: Handler;
  readonly apiVersion: string;
}

const NATIVE_KINDS: Readonly<Record<string, NativeKind>> = {
  Pod: { handler: 'pod', apiVersion: 'v1' },
  Job: { handler: 'job', apiVersion: 'batch/v1' },
  Deployment: { handler: 'deployment', apiVersion: 'apps/v1' },
  StatefulSet: { handler: 'stateful-set', apiVersion: 'apps/v1' },
};

/** What the API server gives an object, and what is given here: none of it can be taken over from a file. */
const NOT_TAKEN: ReadonlySet<string> = new Set([
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
  'ownerReferences',
]);

/** Takes a pod apart: `metadata` and `spec`, or a bare spec. @throws {BadBase} */
export function baseOfPod(value: unknown): BaseObject {
  if (!isObject(value)) throw new BadBase('it is no object: write a pod, or the spec of one');
  if ('containers' in value) return { ...EMPTY_BASE, spec: value };
  const { kind = 'Pod', apiVersion = 'v1', metadata, spec, status: _, ...further } = value;
  if (kind !== 'Pod' || apiVersion !== 'v1')
    throw new BadBase(`it is a ${words(kind)} of ${words(apiVersion)}: write a Pod of v1, or name it as nativeSpec`);
  refuseFurther(further);
  if (!isObject(spec)) throw new BadBase('it has no spec: write a pod, or the spec of one');
  return { ...EMPTY_BASE, metadata: taken(metadata), spec, namespace: namespaceOf(metadata) };
}

/** Takes a whole object apart by its kind. @throws {BadBase} */
export function baseOfNative(value: unknown): BaseObject {
  const kind = isObject(value) && typeof value['kind'] === 'string' ? value['kind'] : '';
  const native = Object.hasOwn(NATIVE_KINDS, kind) ? NATIVE_KINDS[kind] : undefined;
  if (!isObject(value) || native === undefined)
    throw new BadBase('it is none of Pod, Job, Deployment and StatefulSet: write one of them, with its kind');
  if (value['apiVersion'] !== native.apiVersion)
    throw new BadBase(`its apiVersion is ${words(value['apiVersion'])}: write ${native.apiVersion}`);
  if (kind === 'Pod') return { ...baseOfPod(value), object: { apiVersion: 'v1', kind }, handler: 'pod' };
  const { spec, metadata, status: _, apiVersion, ...further } = value;
  const { template, ...ownSpec } = isObject(spec) ? spec : {};
  if (!isObject(template) || !isObject(template['spec'])) throw new BadBase('it has no spec.template.spec: write the pod there');
  const { metadata: podMetadata, spec: podSpec, ...strange } = template;
  refuseFurther(strange, 'spec.template.');
  return {
    metadata: taken(podMetadata),
    spec: objectAt({ podSpec }, 'podSpec'),
    object: { apiVersion, ...further, metadata: taken(metadata), spec: ownSpec },
    handler: native.handler,
    namespace: namespaceOf(metadata),
  };
}

function refuseFurther(further: JsonObject, path = ''): void {
  const [strange] = Object.keys(further);
  if (strange !== undefined) throw new BadBase(`it has the key ${path}${strange}, which no pod has: take it out`);
}

function taken(metadata: unknown): JsonObject {
  if (metadata !== undefined && !isObject(metadata)) throw new BadBase('its metadata is no object');
  return Object.fromEntries(Object.entries(metadata ?? {}).filter(([key]) => !NOT_TAKEN.has(key)));
}

function namespaceOf(metadata: unknown): string | undefined {
  const namespace = isObject(metadata) ? metadata['namespace'] : undefined;
  return typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
}

function words(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 100) : 'no text';
}
