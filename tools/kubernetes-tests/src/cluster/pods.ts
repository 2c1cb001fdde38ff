import { demand } from '@hostwright/emulators/kubernetes';
import type { Place } from './place.js';

/** A pod as the API server shows it, as far as tests look into it. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec: Readonly<Record<string, unknown>> & { readonly nodeName?: string };
  readonly status: {
    readonly phase?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** Every pod of a place, by the API server itself. */
export async function podsOf({ kubernetes, namespace }: Place): Promise<readonly Pod[]> {
  const { items } = await demand<{ readonly items: readonly Pod[] }>(kubernetes.ask, { path: `/api/v1/namespaces/${namespace}/pods` });
  return items;
}

/** Whether it has not ended, and nobody ended it. */
export function isLive({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

/** The product's id of a pod. */
export function idOf({ metadata: { namespace, name, uid } }: Pod): string {
  return `${namespace}/${name}/${uid}`;
}

/** Where the API server keeps the pod of an id. */
export function pathOf(machineId: string): string {
  const [namespace, name] = machineId.split('/');
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

/** Reads the pod of an id. */
export function podAt({ kubernetes }: Place, machineId: string): Promise<Pod> {
  return demand<Pod>(kubernetes.ask, { path: pathOf(machineId) });
}

/** Somebody else starts a pod. Answers its id. */
export async function startPod(place: Place, name: string, metadata: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [{ name: 'c', image: 'registry.example.com/other:1' }] },
  };
  const path = `/api/v1/namespaces/${place.namespace}/pods`;
  return idOf(await demand<Pod>(place.kubernetes.ask, { method: 'POST', path, body }));
}
