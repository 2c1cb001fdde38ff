import type { BucketSize } from './buckets.ts';

/**
 * Buckets of requests. Source: EC2 developer guide, "Request throttling for the Amazon EC2 API", tables of request token buckets:
 * categories (non-mutating, unfiltered and unpaginated non-mutating, mutating) and actions that have a bucket of their own.
 */
const NON_MUTATING: BucketSize = { size: 100, perSecond: 20 };
const UNFILTERED: BucketSize = { size: 50, perSecond: 10 };
const MUTATING: BucketSize = { size: 50, perSecond: 5 };

const OWN: Readonly<Record<string, BucketSize>> = {
  RunInstances: { size: 5, perSecond: 2 },
  StartInstances: { size: 5, perSecond: 2 },
  TerminateInstances: { size: 100, perSecond: 5 },
  CreateTags: { size: 100, perSecond: 10 },
  CreateLaunchTemplateVersion: { size: 100, perSecond: 5 },
  DescribeSpotFleetRequests: { size: 50, perSecond: 3 },
  RequestSpotInstances: { size: 50, perSecond: 5 },
};

/** Buckets of machines, by action. Source: the same page, "Resource rate limiting". */
const RESOURCES: Readonly<Record<string, BucketSize>> = {
  RunInstances: { size: 1000, perSecond: 2 },
  TerminateInstances: { size: 1000, perSecond: 20 },
  StartInstances: { size: 1000, perSecond: 2 },
  StopInstances: { size: 1000, perSecond: 20 },
};

/** A bucket, and the name under which it is kept: actions of one category share none, each has one of the category's size. */
export interface NamedBucket {
  readonly name: string;
  readonly bucket: BucketSize;
}

/** @param narrowed - the call names ids, filters or pages */
export function requestBucket(action: string, narrowed: boolean): NamedBucket {
  const own = OWN[action];
  if (own !== undefined) return { name: action, bucket: own };
  if (!/^(?:Describe|Get|List)/.test(action)) return { name: action, bucket: MUTATING };
  return narrowed ? { name: action, bucket: NON_MUTATING } : { name: `${action} unfiltered`, bucket: UNFILTERED };
}

/** Undefined for an action whose machines are not counted. */
export function resourceBucket(action: string): NamedBucket | undefined {
  const bucket = RESOURCES[action];
  return bucket === undefined ? undefined : { name: `${action} machines`, bucket };
}
