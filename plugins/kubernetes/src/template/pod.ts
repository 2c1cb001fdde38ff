import type { BaseObject } from './base.js';
import type { Handler } from './handlers.js';
import type { PodDefaults } from '../settings/settings.js';
import { objectAt, objectsAt, stated, type JsonObject } from './json.js';
import { mergePod } from './merge.js';
import type { KubernetesOptions } from './options.js';
import { userDataPart } from './user-data.js';

/** A pod without a name: what a Pod is made of, and the template of every other kind. */
export interface PodTemplate {
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
}

/** What a pod is made from. */
export interface PodParts {
  readonly options: KubernetesOptions;
  readonly base: BaseObject;
  readonly handler: Handler;
  /** Text that the machine finds in a file; undefined for none. */
  readonly userData: string | undefined;
  /** The settings' own, under everything that the template says. */
  readonly defaults: PodDefaults;
}

/** The container of a pod that starts from nothing. */
const CONTAINER = 'machine';

/**
 * Makes the pod: the settings' defaults, over them the base, over it the template's own keys, then the user data, and the override over everything. Nothing is checked: the API
 * server does that, so that what it learns tomorrow works today.
 */
export function podOf({ options, base, handler, userData, defaults }: PodParts): PodTemplate {
  const { pod, podOverride = {} } = options;
  const name = options.containerName ?? firstContainer(base.spec) ?? CONTAINER;
  const start = mergePod({ spec: defaultsOf(handler) }, defaultPart(defaults, name, base.spec));
  const container = hasContainer(base.spec, name) && Object.keys(pod.container).length === 0 ? [] : [{ ...pod.container, name }];
  const own: JsonObject = { metadata: pod.metadata, spec: { ...pod.spec, containers: container } };
  const made = [{ metadata: base.metadata, spec: base.spec }, own, userDataPart(userData, name), podOverride].reduce(mergePod, start);
  return { metadata: objectAt(made, 'metadata'), spec: objectAt(made, 'spec') };
}

/** Under the base; a container that the base has not is left to the template's own keys. */
function defaultPart({ serviceAccount, labels, env }: PodDefaults, name: string, spec: JsonObject): JsonObject {
  const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  // The base's containers in their own order, so that its first stays the first.
  const containers = objectsAt(spec, 'containers').map((container) => ({ name: container['name'] }));
  const all = hasContainer(spec, name) ? containers : [...containers, { name }];
  return stated({
    metadata: stated({ labels }),
    spec: stated({
      serviceAccountName: serviceAccount,
      containers:
        variables.length === 0 ? [] : all.map((container) => (container.name === name ? { ...container, env: variables } : container)),
    }),
  });
}

/** A machine that ended has ended: nothing starts it again. Deployments and StatefulSets take `Always` alone. */
function defaultsOf(handler: Handler): JsonObject {
  return handler === 'pod' || handler === 'job' ? { restartPolicy: 'Never' } : {};
}

function firstContainer(spec: JsonObject): string | undefined {
  const name = objectsAt(spec, 'containers')[0]?.['name'];
  return typeof name === 'string' ? name : undefined;
}

function hasContainer(spec: JsonObject, name: string): boolean {
  return objectsAt(spec, 'containers').some((container) => container['name'] === name);
}
