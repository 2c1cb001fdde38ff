import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { demand, type Kubernetes } from '@hostwright/emulators/kubernetes';
import { until } from './until.js';

/** The rights that the plugin's documentation asks for. */
const MANIFEST = fileURLToPath(new URL('../../../../plugins/kubernetes/rbac.yaml', import.meta.url));

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const NAME = 'hostwright';

/** Where each kind of object of the manifest is created. */
const PATHS: Readonly<Record<string, (namespace: string) => string>> = {
  Role: (namespace) => `${RBAC}/namespaces/${namespace}/roles`,
  RoleBinding: (namespace) => `${RBAC}/namespaces/${namespace}/rolebindings`,
  ClusterRole: () => `${RBAC}/clusterroles`,
  ClusterRoleBinding: () => `${RBAC}/clusterrolebindings`,
};

/** Gives the product's user what the manifest gives its service account, in these namespaces, and waits until it has it. */
export async function grantProduct(kubernetes: Kubernetes, namespaces: readonly string[]): Promise<void> {
  const documents = (await readFile(MANIFEST, 'utf8')).split(/^---$/m);
  for (const namespace of namespaces) {
    for (const document of documents) await create(kubernetes, document, namespace);
    await untilAllowed(kubernetes, { namespace, verb: 'create', resource: 'pods' }, true);
  }
}

/** Takes one right on pods away; answers what gives it back. The API server hears of both before this ends. */
export async function takeRight(kubernetes: Kubernetes, namespace: string, verb: string): Promise<() => Promise<void>> {
  const path = `${RBAC}/namespaces/${namespace}/roles/${NAME}`;
  const { rules } = await demand<{ readonly rules: readonly Rule[] }>(kubernetes.ask, { path });
  const fewer = rules.map((rule) =>
    rule.resources.includes('pods') ? { ...rule, verbs: rule.verbs.filter((one) => one !== verb) } : rule,
  );
  const change = async (changed: readonly Rule[], allowed: boolean): Promise<void> => {
    await demand(kubernetes.ask, { method: 'PATCH', path, body: { rules: changed } });
    await untilAllowed(kubernetes, { namespace, verb, resource: 'pods' }, allowed);
  };
  await change(fewer, false);
  return () => change(rules, true);
}

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The API server reads YAML itself: the manifest goes out as it stands, but for whom it is about. */
async function create(kubernetes: Kubernetes, document: string, namespace: string): Promise<void> {
  const kind = /^kind: (\w+)$/m.exec(document)?.[1] ?? '';
  const path = PATHS[kind]?.(namespace);
  if (path === undefined) return;
  const body = document
    .replace(/^ {2}- kind: ServiceAccount\n {4}name: hostwright\n {4}namespace: hostwright$/m, '  - kind: User\n    name: product')
    .replace(/^ {2}namespace: hostwright$/m, `  namespace: ${namespace}`);
  const status = await post(kubernetes, path, body);
  if (status !== 201 && status !== 409) throw new Error(`${kind} of rbac.yaml is answered with ${status}`);
}

async function post({ url, caFile, adminToken }: Kubernetes, path: string, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/yaml' };
  const asked = request(new URL(path, url), { method: 'POST', ca: await readFile(caFile), headers });
  asked.end(body);
  const [incoming] = (await once(asked, 'response')) as [IncomingMessage];
  await text(incoming);
  return incoming.statusCode ?? 0;
}

async function untilAllowed({ ask }: Kubernetes, attributes: Readonly<Record<string, string>>, allowed: boolean): Promise<void> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user: 'product', resourceAttributes: attributes },
  };
  await until(`${attributes['verb']} pods is ${allowed ? 'allowed' : 'forbidden'}`, async () => {
    const review = await demand<{ readonly status: { readonly allowed: boolean } }>(ask, {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      body,
    });
    return review.status.allowed === allowed;
  });
}
