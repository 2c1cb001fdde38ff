import type { RateLimit } from '@hostwright/core/provider';

/**
 * AWS counts a call when it arrives, we when it leaves: one that is faster on its way than those before it finds less than we counted. So much of
 * a bucket is left in it.
 */
const HEAD_START_SECONDS = 0.5;

const limit = (action: string, published: number, refillPerSecond: number): RateLimit => ({
  action,
  burst: published - Math.ceil(refillPerSecond * HEAD_START_SECONDS),
  refillPerSecond,
});

/**
 * EC2's token buckets for each account and region as AWS publishes them: of requests, and of the instances that requests name. Core learns
 * down from them when AWS throttles.
 *
 * Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const EC2_LIMITS: readonly RateLimit[] = [
  limit('DescribeInstances', 100, 20),
  limit('DescribeVolumes', 100, 20),
  limit('DescribeLaunchTemplates', 100, 20),
  limit('DescribeLaunchTemplateVersions', 100, 20),
  limit('DescribeFleets', 100, 20),
  limit('DescribeSpotInstanceRequests', 100, 20),
  limit('DescribeImages', 100, 20),
  limit('DescribeSubnets', 100, 20),
  limit('DescribeSecurityGroups', 100, 20),
  limit('DescribeInstanceTypes', 100, 20),
  limit('DescribeInstanceTypeOfferings', 100, 20),
  limit('DescribeSpotPriceHistory', 100, 20),
  limit('DescribeSpotFleetRequests', 50, 3),
  limit('RunInstances', 5, 2),
  limit('RunInstances:instances', 1_000, 2),
  limit('CreateFleet', 50, 5),
  limit('ModifyFleet', 50, 5),
  limit('DeleteFleets', 50, 5),
  limit('RequestSpotFleet', 50, 5),
  limit('CancelSpotFleetRequests', 50, 5),
  limit('TerminateInstances', 100, 5),
  limit('TerminateInstances:instances', 1_000, 20),
  limit('StartInstances', 5, 2),
  limit('StartInstances:instances', 1_000, 2),
  limit('StopInstances', 50, 5),
  limit('StopInstances:instances', 1_000, 20),
  limit('RebootInstances', 50, 5),
  limit('CreateTags', 100, 10),
  limit('CreateLaunchTemplate', 50, 5),
  limit('DeleteLaunchTemplate', 50, 5),
  limit('DeleteVolume', 50, 5),
];

/** Auto Scaling publishes no figures of its own: well below what other clients of it keep to. */
const AUTO_SCALING_LIMITS: readonly RateLimit[] = [
  limit('CreateAutoScalingGroup', 10, 2),
  limit('DescribeAutoScalingGroups', 20, 5),
  limit('SuspendProcesses', 10, 2),
  limit('DeleteAutoScalingGroup', 10, 2),
];

/** Seeds of the client-side rate limits. */
export const rateLimits: readonly RateLimit[] = [...EC2_LIMITS, ...AUTO_SCALING_LIMITS];
