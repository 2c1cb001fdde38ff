import type { Cloud } from '../cloud/cloud.ts';
import { requestBucket, resourceBucket } from '../cloud/rate-limits.ts';
import { throttled } from './api-error.ts';
import type { Params } from './params.ts';

/**
 * Takes what the call costs from its buckets: one request, and the machines where the action counts them.
 *
 * @throws {ApiError} RequestLimitExceeded, before any effect
 */
export function throttle(cloud: Cloud, action: string, params: Params): void {
  if (!cloud.settings.throttling) return;
  const narrowed = params.names().some((name) => !['Action', 'Version', 'DryRun'].includes(name));
  const machines = action === 'RunInstances' ? (params.number('MaxCount') ?? 1) : params.texts('InstanceId').length;
  take(cloud, requestBucket(action, narrowed), 1);
  take(cloud, resourceBucket(action), machines);
}

function take(cloud: Cloud, named: ReturnType<typeof resourceBucket>, cost: number): void {
  if (named === undefined) return;
  const factor = cloud.settings.throttlingFactor;
  const bucket = { size: named.bucket.size * factor, perSecond: named.bucket.perSecond * factor };
  if (!cloud.buckets.take(named.name, bucket, cost)) throw throttled();
}
