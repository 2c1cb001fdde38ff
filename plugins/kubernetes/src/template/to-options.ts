import { gpuResourceOf } from './checks.js';
import { stated, type Json, type JsonObject } from './json.js';
import type { Variables } from './key-types.js';
import type { TemplateKeys } from './keys.js';
import { MACHINE_TYPE_ANNOTATION } from './machine-type.js';
import type { KubernetesOptions, PodBase } from './options.js';
import { cpuQuantity } from './quantity.js';

/** Gives every key its place in the pod. */
export function toOptions(keys: TemplateKeys): KubernetesOptions {
  return {
    handler: keys.handler,
    namespace: keys.namespace,
    containerName: keys.containerName,
    base: baseOf(keys),
    pod: { metadata: metadataOf(keys), spec: specOf(keys), container: containerOf(keys) },
    podOverride: keys.podOverride === undefined ? undefined : stated(keys.podOverride),
  };
}

function baseOf({ podSpec, pod, nativeSpec }: TemplateKeys): PodBase | undefined {
  if (podSpec !== undefined) return { by: 'pod-file', path: podSpec };
  if (nativeSpec !== undefined) return { by: 'native-file', path: nativeSpec };
  return pod === undefined ? undefined : { by: 'inline', pod };
}

function metadataOf({ labels, annotations = {}, machineType }: TemplateKeys): JsonObject {
  return stated({
    labels,
    annotations: { ...annotations, ...(machineType === undefined ? {} : { [MACHINE_TYPE_ANNOTATION]: machineType }) },
  });
}

function specOf(keys: TemplateKeys): JsonObject {
  return stated({
    nodeSelector: keys.nodeSelector,
    affinity: keys.affinity,
    tolerations: keys.tolerations,
    topologySpreadConstraints: keys.topologySpreadConstraints,
    runtimeClassName: keys.runtimeClass,
    priorityClassName: keys.priorityClass,
    schedulerName: keys.schedulerName,
    serviceAccountName: keys.serviceAccount,
    imagePullSecrets: keys.imagePullSecrets?.map((name) => ({ name })),
    securityContext: keys.podSecurityContext,
    terminationGracePeriodSeconds: keys.terminationGracePeriodSeconds,
    volumes: keys.volumes,
  });
}

function containerOf(keys: TemplateKeys): JsonObject {
  return stated({
    image: keys.image,
    imagePullPolicy: keys.imagePullPolicy,
    command: keys.command,
    args: keys.args,
    workingDir: keys.workingDir,
    env: keys.env === undefined ? undefined : variablesOf(keys.env),
    envFrom: keys.envFrom,
    resources: stated({ requests: requestsOf(keys), limits: limitsOf(keys) }),
    volumeMounts: keys.volumeMounts,
    ports: keys.ports,
    livenessProbe: keys.livenessProbe,
    readinessProbe: keys.readinessProbe,
    startupProbe: keys.startupProbe,
    lifecycle: keys.lifecycle,
    securityContext: keys.securityContext,
  });
}

function requestsOf({ cpus, memoryMib, ephemeralStorageMib, requests = {} }: TemplateKeys): JsonObject {
  return stated({
    cpu: cpus === undefined ? undefined : cpuQuantity(cpus),
    memory: memoryMib === undefined ? undefined : `${memoryMib}Mi`,
    'ephemeral-storage': ephemeralStorageMib === undefined ? undefined : `${ephemeralStorageMib}Mi`,
    ...requests,
  });
}

/** Devices are asked for by their limit. Source: https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/ */
function limitsOf({ limits = {}, ...keys }: TemplateKeys): JsonObject {
  const gpu = gpuResourceOf(keys);
  return { ...limits, ...(gpu === undefined ? {} : { [gpu]: String(keys.gpus ?? 1) }) };
}

/** Variables in Kubernetes' own words. */
function variablesOf(variables: Variables): readonly Json[] {
  if (Array.isArray(variables)) return variables;
  return Object.entries(variables).map(([name, value]) =>
    typeof value === 'string' ? { name, value } : { name, valueFrom: sourceOf(value) },
  );
}

type Reference = Exclude<Exclude<Variables, readonly unknown[]>[string], string>;

function sourceOf(reference: Reference): JsonObject {
  if ('field' in reference) return { fieldRef: { fieldPath: reference.field } };
  const { key, optional } = reference;
  const named = (name: string): JsonObject => stated({ name, key, optional });
  return 'secret' in reference ? { secretKeyRef: named(reference.secret) } : { configMapKeyRef: named(reference.configMap) };
}
