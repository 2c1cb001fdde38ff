import type { MachineShape, Market, OperationInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import { objectAt, objectsAt, type JsonObject } from '../template/json.js';
import { spotLabelOf } from '../template/market.js';
import { gpusOf, quantitiesOf } from '../template/shape.js';
import { allItems } from './all-items.js';

const BYTES_PER_MIB = 1_048_576;
/** Nodes come and go with the cluster's autoscaler; the catalogue may be that old. */
const KEEP_MS = 60_000;

/** A node as the catalogue sees it. */
export interface CatalogNode {
  readonly machineType: string;
  readonly shape: MachineShape;
  readonly gpuModel: string | undefined;
  readonly zone: string | undefined;
  readonly market: Market;
  /** The label that says that it is spot capacity; undefined for none. */
  readonly spotLabel: readonly [key: string, value: string] | undefined;
  /** Ready, and not cordoned. */
  readonly usable: boolean;
  /** Resources that count as GPUs, by name. */
  readonly gpus: ReadonlyMap<string, number>;
  readonly taints: readonly JsonObject[];
}

/** Reads nodes, and keeps what it read for a minute. @throws {ProviderError} */
export function createNodeReader(session: KubernetesSession): (input: OperationInput) => Promise<readonly CatalogNode[]> {
  let held: { readonly atMs: number; readonly nodes: readonly CatalogNode[] } | undefined;
  return async (input) => {
    const now = session.context.now();
    if (held !== undefined && now < held.atMs + KEEP_MS) return held.nodes;
    const nodes: CatalogNode[] = [];
    for await (const item of allItems(session, 'list nodes', '/api/v1/nodes', input)) nodes.push(readNode(item));
    held = { atMs: now, nodes };
    return nodes;
  };
}

/** Source of the labels: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
function readNode(node: JsonObject): CatalogNode {
  const labels = objectAt(objectAt(node, 'metadata'), 'labels');
  const spec = objectAt(node, 'spec');
  const status = objectAt(node, 'status');
  const allocatable = quantitiesOf(objectAt(status, 'allocatable'));
  const shape: MachineShape = {
    vcpus: Math.floor(allocatable.get('cpu') ?? 0),
    cores: Math.floor(allocatable.get('cpu') ?? 0),
    memoryMib: Math.floor((allocatable.get('memory') ?? 0) / BYTES_PER_MIB),
    gpus: gpusOf(allocatable),
    architecture: labels['kubernetes.io/arch'] === 'arm64' ? 'arm64' : 'x86_64',
  };
  const spotLabel = spotLabelOf(labels);
  const ready = objectsAt(status, 'conditions').some(({ type, status: value }) => type === 'Ready' && value === 'True');
  return {
    machineType: textOf(labels['node.kubernetes.io/instance-type']) ?? nameOf(shape),
    shape,
    gpuModel: GPU_LABELS.map((label) => textOf(labels[label])).find((model) => model !== undefined),
    zone: textOf(labels['topology.kubernetes.io/zone']),
    market: spotLabel === undefined ? 'on-demand' : 'spot',
    spotLabel,
    usable: ready && spec['unschedulable'] !== true,
    gpus: new Map([...allocatable].filter(([name, amount]) => amount > 0 && gpusOf(new Map([[name, amount]])) > 0)),
    taints: objectsAt(spec, 'taints'),
  };
}

/**
 * Labels that name a node's GPU. Source: https://github.com/NVIDIA/k8s-device-plugin/blob/main/docs/gpu-feature-discovery/README.md,
 * https://cloud.google.com/kubernetes-engine/docs/how-to/gpus, https://karpenter.sh/docs/concepts/scheduling/
 */
const GPU_LABELS = ['nvidia.com/gpu.product', 'cloud.google.com/gke-accelerator', 'karpenter.k8s.aws/instance-gpu-name'];

/** What a node is called that has no type: its size, as pods are called. */
function nameOf({ vcpus, memoryMib, gpus }: MachineShape): string {
  return `${vcpus}cpu-${memoryMib}mib${gpus === 0 ? '' : `-${gpus}gpu`}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
