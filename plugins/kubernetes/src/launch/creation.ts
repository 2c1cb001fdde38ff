import { groupsPath, GROUP_TABLE } from '../machines/groups/group-kinds.js';
import { podsPath } from '../machines/machine-id.js';
import type { ApiRequest } from '../session/session.js';
import type { LaunchDocument } from './document.js';

/** Nothing that the API server does not know is dropped in silence. Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation */
const STRICT = { fieldValidation: 'Strict' };

/** A creating call: how it is counted, and what goes out. */
export interface Creation {
  readonly action: string;
  readonly request: ApiRequest & { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

/** The call that creates a document's object under a name. */
export function creationOf({ handler, namespace, object }: LaunchDocument, name: string): Creation {
  const [resource, path] =
    handler === 'pod' ? ['pods', podsPath(namespace)] : [GROUP_TABLE[handler].plural, groupsPath(handler, namespace)];
  const metadata = typeof object['metadata'] === 'object' ? object['metadata'] : {};
  return {
    action: `create ${resource}`,
    request: { method: 'POST', path, query: STRICT, body: { ...object, metadata: { ...metadata, name } } },
  };
}
