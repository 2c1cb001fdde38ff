import type { RateLimit } from '@hostwright/core/provider';

const limit = (action: string, burst: number, refillPerSecond: number): RateLimit => ({ action, burst, refillPerSecond });

/**
 * Kubernetes publishes no allowance of its own: its API servers share themselves among users, and say 429 when they are busy. What other
 * controllers that make many pods keep to is the seed; core learns down from it.
 *
 * Source: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
const OBJECTS = { burst: 300, refillPerSecond: 200 };
/** Lists cost an API server more than any other call. */
const LISTS = { burst: 50, refillPerSecond: 20 };

const ACTIONS_ON_OBJECTS = [
  'create pods',
  'create jobs',
  'create deployments',
  'create statefulsets',
  'delete pods',
  'delete jobs',
  'delete deployments',
  'delete statefulsets',
  'patch pods',
  'patch deployments',
  'patch statefulsets',
  'get pods',
  'get jobs',
  'get deployments',
  'get statefulsets',
  'get replicasets',
];

const LISTING_ACTIONS = ['list pods', 'list jobs', 'list deployments', 'list statefulsets', 'list nodes'];

/** Seeds of the client-side rate limits. */
export const rateLimits: readonly RateLimit[] = [
  ...ACTIONS_ON_OBJECTS.map((action) => limit(action, OBJECTS.burst, OBJECTS.refillPerSecond)),
  ...LISTING_ACTIONS.map((action) => limit(action, LISTS.burst, LISTS.refillPerSecond)),
];
