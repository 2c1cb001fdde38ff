import type { KindFacts } from '@hostwright/core/provider';

/** Kind of every machine. */
export const MACHINE_KIND = 'machine';

/** Kinds of what stands behind several machines. */
export const GROUP_KINDS = ['fleet', 'auto-scaling-group', 'spot-fleet'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** Kinds of what comes with machines and can outlive them. */
export const VOLUME_KIND = 'volume';
export const LAUNCH_TEMPLATE_KIND = 'launch-template';

/**
 * How long EC2 may hide what it accepted. It advises to retry describing for up to five minutes.
 * Source: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
export const VISIBILITY_HORIZON_MS = 5 * 60_000;

/**
 * How long a token or name is trusted to find what its first use made. AWS promises idempotency of a token and publishes no end of it
 * for EC2; the services that publish one say 8 hours and more. A group's name protects for as long as the group is there.
 * Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
const REPLAY_HORIZON_MS = 60 * 60_000;

/** What AWS promises of each kind of object. */
export const KIND_FACTS: readonly KindFacts[] = [MACHINE_KIND, ...GROUP_KINDS, VOLUME_KIND, LAUNCH_TEMPLATE_KIND].map((kind) => ({
  kind,
  replayHorizonMs: REPLAY_HORIZON_MS,
  visibilityHorizonMs: VISIBILITY_HORIZON_MS,
}));
