import type { MachineCapabilities } from '@hostwright/core/provider';
import type { AwsSettings } from '../settings/settings.js';
import type { Handler } from '../template/options.js';
import { KIND_FACTS } from './kinds.js';

/** One TerminateInstances takes as many. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html */
export const MAX_IDS_PER_TERMINATE = 1_000;

/** Ids of one DescribeInstances: AWS names no most, and answers without pages; this many are known to work elsewhere. */
export const MAX_IDS_PER_INSPECT = 500;

/** The settings' limit of each way to launch. */
const LIMIT_OF: Readonly<Record<Handler, keyof AwsSettings['limits']>> = {
  'ec2-fleet': 'maxFleetUnits',
  'spot-fleet': 'maxFleetUnits',
  'auto-scaling-group': 'maxAutoScalingGroupSize',
  'run-instances': 'maxInstancesPerRun',
};

/** What machines of a connection with these settings can do. */
export function machineCapabilities(settings: Pick<AwsSettings, 'handlers' | 'limits' | 'eventQueueUrl'>): MachineCapabilities {
  const { handlers, limits, eventQueueUrl } = settings;
  return {
    kinds: KIND_FACTS,
    // A way to launch whose own limit is smaller makes several calls of one launch, or answers the rest as missing.
    maxUnitsPerLaunch: Math.max(1, ...handlers.map((handler) => limits[LIMIT_OF[handler]])),
    maxIdsPerTerminate: MAX_IDS_PER_TERMINATE,
    maxIdsPerInspect: MAX_IDS_PER_INSPECT,
    stoppable: true,
    groups: true,
    refills: true,
    spot: true,
    reclaimNotice: true,
    weighted: true,
    feed: eventQueueUrl !== undefined,
    adoptable: true,
  };
}
