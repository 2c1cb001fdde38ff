import type { Handler } from '../template/handlers.js';

/** One thing that a connection must be allowed to do. */
export interface Permission {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

const podVerbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
const groupVerbs = ['get', 'list', 'create', 'delete'];

const of = (group: string, resource: string, verbs: readonly string[]): readonly Permission[] =>
  verbs.map((verb) => ({ verb, group, resource }));

const GROUPS: Readonly<Record<Exclude<Handler, 'pod'>, readonly Permission[]>> = {
  job: of('batch', 'jobs', groupVerbs),
  deployment: [...of('apps', 'deployments', [...groupVerbs, 'patch']), ...of('apps', 'replicasets', ['get'])],
  'stateful-set': of('apps', 'statefulsets', [...groupVerbs, 'patch']),
};

/** What launching, finding and ending machines by that handler takes in a namespace. */
export function permissionsFor(handler: Handler): readonly Permission[] {
  return [...of('', 'pods', podVerbs), ...(handler === 'pod' ? [] : GROUPS[handler])];
}
