import type { LaunchSpec, Tag } from '@hostwright/core/provider';
import { marksOf, tagProblems } from '../machines/labels/labels.js';
import { chosenNamespace } from '../session/namespaces.js';
import type { KubernetesSession } from '../session/session.js';
import type { Handler } from '../template/handlers.js';
import type { KubernetesOptions } from '../template/options.js';
import { podOfTemplate } from '../template/pod-of-template.js';
import { digestOf, type LaunchDocument } from './document.js';
import { composeGroup } from './handlers/group.js';
import type { Plan } from './handlers/plan.js';
import { composePod } from './handlers/pod.js';
import { refuse } from './invalid-template.js';

/** By which two launches of one name are told apart. */
export const LAUNCH_ANNOTATION = 'hostwright-launch';

/** A template, read: its files, its way to launch, its place, its pod. */
export interface ReadTemplate {
  readonly handler: Handler;
  readonly namespace: string;
  readonly pod: Plan['pod'];
  readonly around: Plan['around'];
}

/** Reads what a template launches. Asks nothing of the cluster. @throws {ProviderError} `InvalidTemplate` */
export async function readTemplate(
  session: KubernetesSession,
  { options, userData }: Pick<LaunchSpec<KubernetesOptions>, 'options' | 'userData'>,
): Promise<ReadTemplate> {
  const { pod, base, handler } = await podOfTemplate(options, session.settings, userData);
  const namespace = chosenNamespace(options.namespace ?? base.namespace, await session.namespaces());
  return { handler, namespace, pod, around: base.object };
}

/** What is launched under which name. */
export interface Naming {
  readonly name: string;
  readonly units: number;
  readonly tags: readonly Tag[];
}

/** Decides the whole object. @throws {ProviderError} `InvalidTemplate` */
export function compose(template: ReadTemplate, { name, units, tags }: Naming): LaunchDocument {
  refuse(tagProblems(tags));
  const plan = { ...template, name, units, ...marksOf(tags) };
  const document = { handler: template.handler, namespace: template.namespace, name, units, object: objectOf(plan) };
  const digest = { [LAUNCH_ANNOTATION]: digestOf(document) };
  return { ...document, object: objectOf({ ...plan, annotations: { ...plan.annotations, ...digest } }) };
}

function objectOf(plan: Plan): LaunchDocument['object'] {
  return plan.handler === 'pod' ? composePod(plan) : composeGroup(plan.handler, plan);
}
