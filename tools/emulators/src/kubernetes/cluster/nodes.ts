import { demand, type Ask } from './ask.js';
import { until } from './until.js';

/** A taint. Source: kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** What nodes are like. */
export interface NodeInput {
  readonly labels?: Readonly<Record<string, string>>;
  /** Quantities of Kubernetes by resource, beside 32 CPUs, 256 GiB, 110 pods and 500 GiB of disk: `{ 'nvidia.com/mig-1g.5gb': '7' }`. */
  readonly capacity?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  /** As NVIDIA's device plugin and feature discovery tell of them. */
  readonly gpu?: { readonly product: string; readonly count: number };
}

/** Of a node that is told nothing else. */
const CAPACITY: Readonly<Record<string, string>> = { cpu: '32', memory: '256Gi', pods: '110', 'ephemeral-storage': '500Gi' };

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** kwok's: makes a node fail. */
const FAILING = 'node-not-ready.stage.kwok.x-k8s.io';

/** Ours, of pods: their node is lost. By itself, kwok now and then ends pods of nodes whose lease it has lost. */
const SILENT = 'emulator/silent';

/** Nodes that only pretend: kwok keeps them alive. */
export class Nodes {
  readonly #ask: Ask;
  #made = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Adds nodes and waits until pods can run there. @returns their names */
  async add(count: number, input: NodeInput = {}): Promise<readonly string[]> {
    const names = Array.from({ length: count }, () => `node-${this.#made++}`);
    await Promise.all(names.map((name) => demand(this.#ask, { method: 'POST', path: '/api/v1/nodes', body: nodeOf(name, input) })));
    const wanted = new Set(names);
    await until(`${count} nodes are ready`, async () => {
      const { items } = await demand<{ readonly items: readonly Node[] }>(this.#ask, { path: '/api/v1/nodes?resourceVersion=0' });
      return items.filter((node) => wanted.has(node.metadata.name) && isReady(node)).length === count || undefined;
    });
    return names;
  }

  /** Takes a node away, as a cloud does that ends its machine. Its pods are deleted after the control plane's rounds, within a minute. */
  async remove(name: string): Promise<void> {
    await demand(this.#ask, { method: 'DELETE', path: `/api/v1/nodes/${name}` });
  }

  /**
   * From now on nothing is heard of the node. Waits until the control plane has noticed. Pods are evicted only while other nodes are ready:
   * a control plane that hears of none blames itself.
   */
  async lose(name: string): Promise<void> {
    const held = { spec: { holderIdentity: 'nobody', leaseDurationSeconds: 36_000 } };
    await demand(this.#ask, { method: 'PATCH', path: `${LEASES}/${name}`, body: held });
    await this.#silence(name, 'true');
    await this.#becomes(name, 'Unknown');
  }

  /** Ends {@link Nodes.lose}. Waits until the node is ready. */
  async find(name: string): Promise<void> {
    await demand(this.#ask, { method: 'DELETE', path: `${LEASES}/${name}` });
    await this.#becomes(name, 'True');
    await this.#silence(name, null);
  }

  /** The node says of itself that it is not ready. Waits until the control plane has heard it. */
  async fail(name: string): Promise<void> {
    await demand(this.#ask, { method: 'PATCH', path: `/api/v1/nodes/${name}`, body: { metadata: { labels: { [FAILING]: 'true' } } } });
    await this.#becomes(name, 'False');
  }

  /** Ends {@link Nodes.fail}. Waits until the node is ready. */
  async recover(name: string): Promise<void> {
    await demand(this.#ask, { method: 'PATCH', path: `/api/v1/nodes/${name}`, body: { metadata: { labels: { [FAILING]: null } } } });
    await this.#becomes(name, 'True');
  }

  /** Whether nothing is heard of the pods that are there. One that goes meanwhile is none of them. */
  async #silence(name: string, silent: 'true' | null): Promise<void> {
    const { items } = await demand<{ readonly items: readonly Pod[] }>(this.#ask, {
      path: `/api/v1/pods?fieldSelector=spec.nodeName%3D${name}`,
    });
    const body = { metadata: { annotations: { [SILENT]: silent } } };
    const paths = items.map(({ metadata }) => `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`);
    await Promise.all(paths.map((path) => this.#ask({ method: 'PATCH', path, body })));
  }

  async #becomes(name: string, ready: 'True' | 'False' | 'Unknown'): Promise<void> {
    await until(`the node ${name} is ready: ${ready}`, async () => {
      const node = await demand<Node>(this.#ask, { path: `/api/v1/nodes/${name}` });
      return (ready === 'True' ? isReady(node) : readiness(node) === ready) || undefined;
    });
  }
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly taints?: readonly Taint[] };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function readiness({ status }: Node): string | undefined {
  return status?.conditions?.find(({ type }) => type === 'Ready')?.status;
}

/** Whether pods may go there: the control plane takes its own taints away a while after a node says that it is ready. */
function isReady(node: Node): boolean {
  return readiness(node) === 'True' && node.spec.taints?.some(({ key }) => key.startsWith('node.kubernetes.io/')) !== true;
}

function nodeOf(name: string, { labels, capacity, taints = [], gpu }: NodeInput): object {
  const all = { ...CAPACITY, ...(gpu !== undefined && { 'nvidia.com/gpu': String(gpu.count) }), ...capacity };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'node.kubernetes.io/instance-type': 'pretended',
        'topology.kubernetes.io/region': 'nowhere',
        'topology.kubernetes.io/zone': 'nowhere-a',
        ...(gpu !== undefined && { 'nvidia.com/gpu.product': gpu.product, 'nvidia.com/gpu.count': String(gpu.count) }),
        ...labels,
      },
    },
    spec: { taints },
    status: { capacity: all, allocatable: all },
  };
}
