import type { MachineShape } from '@hostwright/core/provider';
import { isObject, objectAt, objectsAt, type JsonObject } from './json.js';
import { readQuantity } from './quantity.js';

const BYTES_PER_MIB = 1_048_576;

/** What a pod asks of its node, by the resource's name: `cpu` in processors, `memory` in bytes. */
export type Requests = ReadonlyMap<string, number>;

/**
 * What the scheduler reserves for a pod: its containers together, or its largest init container where that is more, and the overhead of its
 * runtime class. A limit stands for a request that is not stated.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers and
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function requestsOf(spec: unknown): Requests {
  const containers = objectsAt(spec, 'containers').map(requestsOfPart);
  const inits = objectsAt(spec, 'initContainers');
  const sidecars = inits.filter(isSidecar).map(requestsOfPart);
  const running = sum([...containers, ...sidecars]);
  let before: Requests[] = [];
  let peak: Requests = new Map();
  for (const init of inits) {
    const own = requestsOfPart(init);
    peak = largest(peak, sum([...before, own]));
    if (isSidecar(init)) before = [...before, own];
  }
  const wholePod = isObject(spec) && isObject(spec['resources']) ? requestsOfPart(spec) : new Map<string, number>();
  const together = new Map([...largest(running, peak), ...wholePod]);
  return sum([together, quantitiesOf(objectAt(spec, 'overhead'))]);
}

/** Size of a pod as Host Factory counts it; undefined when it does not ask for processors or memory. */
export function shapeOf(spec: unknown): MachineShape | undefined {
  const requests = requestsOf(spec);
  const cpus = requests.get('cpu') ?? 0;
  const memory = requests.get('memory') ?? 0;
  if (cpus <= 0 || memory < BYTES_PER_MIB) return undefined;
  // A processor of Kubernetes is a hardware thread where the node has them, and nothing tells whether it has.
  const vcpus = Math.max(1, Math.floor(cpus));
  return { vcpus, cores: vcpus, memoryMib: Math.floor(memory / BYTES_PER_MIB), gpus: gpusOf(requests), architecture: architectureOf(spec) };
}

/**
 * Devices that count as a GPU, a slice of one as one. Source: https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/ and
 * https://docs.nvidia.com/datacenter/cloud-native/kubernetes/latest/index.html, resource names with the strategy `mixed`
 */
export function isGpu(resource: string): boolean {
  return /\/gpu(?:\.shared)?$|^nvidia\.com\/mig-|^gpu\.intel\.com\/(?:i915|xe)$/.test(resource);
}

/** GPUs among what is asked for. */
export function gpusOf(requests: Requests): number {
  return [...requests].reduce((total, [name, amount]) => total + (isGpu(name) ? Math.round(amount) : 0), 0);
}

function architectureOf(spec: unknown): MachineShape['architecture'] {
  const wanted = objectAt(spec, 'nodeSelector')['kubernetes.io/arch'] ?? affinityArchitecture(spec);
  return wanted === 'arm64' ? 'arm64' : 'x86_64';
}

function affinityArchitecture(spec: unknown): unknown {
  const node = objectAt(objectAt(spec, 'affinity'), 'nodeAffinity');
  const terms = objectsAt(objectAt(node, 'requiredDuringSchedulingIgnoredDuringExecution'), 'nodeSelectorTerms');
  const rule = terms
    .flatMap((term) => objectsAt(term, 'matchExpressions'))
    .find(({ key, operator }) => key === 'kubernetes.io/arch' && operator === 'In');
  const values = rule?.['values'];
  return Array.isArray(values) && values.length === 1 ? values[0] : undefined;
}

function isSidecar({ restartPolicy }: JsonObject): boolean {
  return restartPolicy === 'Always';
}

function requestsOfPart(part: JsonObject): Requests {
  const resources = objectAt(part, 'resources');
  return new Map([...quantitiesOf(objectAt(resources, 'limits')), ...quantitiesOf(objectAt(resources, 'requests'))]);
}

/** Resources and their amounts; what is no quantity is left out. */
export function quantitiesOf(resources: JsonObject): Requests {
  return new Map(
    Object.entries(resources).flatMap(([name, value]) => {
      const amount = readQuantity(value);
      return amount === undefined ? [] : [[name, amount] as const];
    }),
  );
}

function sum(all: readonly Requests[]): Requests {
  const total = new Map<string, number>();
  for (const [name, amount] of all.flatMap((one) => [...one])) total.set(name, (total.get(name) ?? 0) + amount);
  return total;
}

function largest(a: Requests, b: Requests): Requests {
  return new Map([...a.keys(), ...b.keys()].map((name) => [name, Math.max(a.get(name) ?? 0, b.get(name) ?? 0)]));
}
