import type { OperationInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import { objectAt, type JsonObject } from '../template/json.js';
import { permissionsFor, type Permission } from './permissions.js';

/** Asking for more would take longer than a health check may. */
const MAX_NAMESPACES = 10;

/** Asks the cluster what is not allowed of all that launching by the settings' handler takes; undefined when nothing is missing. @throws {ProviderError} */
export async function missingPermissions(session: KubernetesSession, input: OperationInput): Promise<string | undefined> {
  const { listed } = await session.namespaces();
  const namespaces = listed === 'all' ? [''] : listed.slice(0, MAX_NAMESPACES);
  const wanted = namespaces.flatMap((namespace) =>
    permissionsFor(session.settings.handler).map((permission) => ({ namespace, permission })),
  );
  const answers = await Promise.all(
    wanted.map(async (one) => ((await isAllowed(session, one.namespace, one.permission, input)) ? [] : [one])),
  );
  const missing = answers.flat();
  if (missing.length === 0) return undefined;
  const names = missing.map(
    ({ namespace, permission: { verb, resource } }) => `${verb} ${resource} in ${namespace === '' ? 'all namespaces' : namespace}`,
  );
  return `not allowed: ${names.join(', ')}: apply plugins/kubernetes/rbac.yaml`;
}

async function isAllowed(session: KubernetesSession, namespace: string, permission: Permission, input: OperationInput): Promise<boolean> {
  const resourceAttributes = { namespace, ...permission };
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const { output } = await session.read<JsonObject>('create selfsubjectaccessreviews', { method: 'POST', path, body }, input);
  return objectAt(output, 'status')['allowed'] === true;
}
