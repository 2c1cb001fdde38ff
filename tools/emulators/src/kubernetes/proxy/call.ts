/** A request to an API server, read. */
export interface Call {
  /** As authorization names it: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  /** Verb and resource, with the subresource if there is one: `create pods`, `create pods/eviction`; of anything else the path: `get /version`. */
  readonly action: string;
  /** Empty of the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly query: URLSearchParams;
  /** Path and query, encoded as sent. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it was sent. */
  readonly body: string;
}

/** What of a call was sent. */
export interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `/api/v1` or `/apis/GROUP/VERSION`, a namespace, a resource, a name, a subresource: all but the first may be missing. */
const PATH =
  /^\/api(?:s\/(?<group>[^/]+))?\/[^/]+(?:\/namespaces\/(?<namespace>[^/]+)(?=\/))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+)(?:\/(?<subresource>[^/]+))?)?\/?$/;

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch' };

/** Reads whom a request asks for what. Source: kubernetes.io/docs/reference/access-authn-authz/authorization#determine-the-request-verb */
export function readCall({ method, target, headers, body }: Sent): Call {
  const { pathname, searchParams: query } = new URL(target, 'https://cluster');
  const found = PATH.exec(pathname)?.groups;
  const sent = { query, target, headers, body };
  if (found === undefined) {
    const verb = method.toLowerCase();
    return { ...sent, verb, action: `${verb} ${pathname}`, group: '', resource: '' };
  }
  const { group = '', namespace, resource = '', name, subresource } = found;
  const verb = VERBS[method] ?? verbOf(method, name === undefined, query);
  return {
    ...sent,
    verb,
    action: `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`,
    group,
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}

function verbOf(method: string, isCollection: boolean, query: URLSearchParams): string {
  if (method === 'DELETE') return isCollection ? 'deletecollection' : 'delete';
  if (['1', 'true'].includes(query.get('watch') ?? '')) return 'watch';
  return isCollection ? 'list' : 'get';
}

/** What a call is about: the name in its path, or in the object that it sends. */
export function nameOf(call: Call): string {
  if (call.name !== undefined) return call.name;
  try {
    return (JSON.parse(call.body) as { readonly metadata?: { readonly name?: string } }).metadata?.name ?? '';
  } catch {
    return '';
  }
}
