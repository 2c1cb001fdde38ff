import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { demand, startKubernetesProxy, type Kubernetes, type KubernetesProxy } from '@hostwright/emulators/kubernetes';
import { grantProduct } from './rights.js';
import { until } from './until.js';

/** A namespace of its own on a shared control plane, a proxy before it, and the product's user with the rights that the manifest gives. */
export interface Place {
  readonly kubernetes: Kubernetes;
  readonly proxy: KubernetesProxy;
  readonly namespace: string;
  /** Listed as well; all places share it, and nothing is launched there. */
  readonly other: string;
  readonly token: string;
  /** Settings as a user writes them; the token is a secret's reference, `env:KUBERNETES_TOKEN`. */
  readonly settings: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/** The namespace that all places share. */
export const SHARED_NAMESPACE = 'idle';

/** Opens one. Others on the same control plane do not see it. */
export async function openPlace(kubernetes: Kubernetes): Promise<Place> {
  const namespace = `place-${randomBytes(5).toString('hex')}`;
  await makeNamespace(kubernetes, namespace);
  await makeNamespace(kubernetes, SHARED_NAMESPACE);
  await grantProduct(kubernetes, [namespace, SHARED_NAMESPACE]);
  const proxy = await startKubernetesProxy(kubernetes);
  const token = kubernetes.users['product']?.token ?? '';
  return {
    kubernetes,
    proxy,
    namespace,
    other: SHARED_NAMESPACE,
    token,
    settings: {
      server: proxy.url,
      caData: await readFile(kubernetes.caFile, 'utf8'),
      token: 'env:KUBERNETES_TOKEN',
      namespace,
      namespaces: [SHARED_NAMESPACE],
    },
    close: async () => {
      await proxy.stop();
      await kubernetes.ask({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}` });
    },
  };
}

/** Waits for the service account, too, without which no pod is taken. */
async function makeNamespace({ ask }: Kubernetes, name: string): Promise<void> {
  const { status } = await ask({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  });
  if (status !== 201 && status !== 409) throw new Error(`the namespace ${name} cannot be made: ${status}`);
  await until(`the service account of ${name}`, async () => {
    const answer = await ask({ path: `/api/v1/namespaces/${name}/serviceaccounts/default` });
    return answer.status === 200;
  });
}

/** Makes an object in a place, as somebody else. */
export function make<Result>({ kubernetes }: Place, path: string, body: unknown): Promise<Result> {
  return demand<Result>(kubernetes.ask, { method: 'POST', path, body });
}
