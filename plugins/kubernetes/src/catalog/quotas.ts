import type { OperationInput, Quota } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import { objectAt, type JsonObject } from '../template/json.js';
import { readQuantity } from '../template/quantity.js';
import { isGpu } from '../template/shape.js';
import { allItems } from './all-items.js';

interface Meaning {
  readonly unit: Quota['unit'];
  /** How much of the quota's own unit makes one of ours. */
  readonly per: number;
}

const BYTES_PER_MIB = 2 ** 20;
const BYTES_PER_GIB = 2 ** 30;

/** Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  pods: { unit: 'machines', per: 1 },
  'count/pods': { unit: 'machines', per: 1 },
  cpu: { unit: 'vcpus', per: 1 },
  'requests.cpu': { unit: 'vcpus', per: 1 },
  memory: { unit: 'memory-mib', per: BYTES_PER_MIB },
  'requests.memory': { unit: 'memory-mib', per: BYTES_PER_MIB },
  persistentvolumeclaims: { unit: 'volumes', per: 1 },
  'requests.storage': { unit: 'volume-gib', per: BYTES_PER_GIB },
};

/** Limits of the connection's namespaces and their use; those that count nothing of ours are left out. @throws {ProviderError} */
export async function quotasOf(session: KubernetesSession, input: OperationInput): Promise<readonly Quota[]> {
  const { listed } = await session.namespaces();
  const paths = listed === 'all' ? ['/api/v1/resourcequotas'] : listed.map((name) => `/api/v1/namespaces/${name}/resourcequotas`);
  const quotas: Quota[] = [];
  for (const path of paths) {
    for await (const quota of allItems(session, 'list resourcequotas', path, input)) quotas.push(...readQuota(quota));
  }
  return quotas;
}

function readQuota(quota: JsonObject): readonly Quota[] {
  const metadata = objectAt(quota, 'metadata');
  const place = ['namespace', 'name'].map((key) => (typeof metadata[key] === 'string' ? metadata[key] : '?')).join('/');
  const status = objectAt(quota, 'status');
  const used = objectAt(status, 'used');
  return Object.entries(objectAt(status, 'hard')).flatMap(([resource, hard]) => {
    const meaning = meaningOf(resource);
    const limit = readQuantity(hard);
    if (meaning === undefined || limit === undefined) return [];
    return [
      {
        name: `${place}/${resource}`,
        unit: meaning.unit,
        limit: limit / meaning.per,
        used: (readQuantity(used[resource]) ?? 0) / meaning.per,
      },
    ];
  });
}

function meaningOf(resource: string): Meaning | undefined {
  if (Object.hasOwn(MEANINGS, resource)) return MEANINGS[resource];
  return resource.startsWith('requests.') && isGpu(resource.slice('requests.'.length)) ? { unit: 'gpus', per: 1 } : undefined;
}
