import { createAutoScalingGroup, setDesiredCapacity } from './auto-scaling.js';
import { regional, withClientToken } from './client-token.js';
import { createFleet } from './create-fleet.js';
import { deleteFleets } from './delete-fleets.js';
import type { Correction } from './forward.js';
import { malformedIds } from './malformed-ids.js';
import { getProducts, listServiceQuotas } from './price-and-quota.js';
import { runInstances } from './run-instances.js';
import { groupCorrections } from './terminate-instances.js';

export type { Forward } from './forward.js';

/** Corrections by action. */
export type Corrections = Readonly<Partial<Record<string, Correction>>>;

const unchanged: Correction = async (call, forward) => forward(call);

/** All corrections, with a memory of their own. */
export function newCorrections(): Corrections {
  const { suspendProcesses, terminateInstances } = groupCorrections();
  return {
    RunInstances: runInstances(),
    CreateFleet: createFleet(),
    CreateLaunchTemplate: withClientToken(regional, unchanged),
    CreateLaunchTemplateVersion: withClientToken(regional, unchanged),
    DeleteFleets: deleteFleets(),
    CreateAutoScalingGroup: createAutoScalingGroup(),
    SetDesiredCapacity: setDesiredCapacity,
    DescribeInstances: malformedIds,
    SuspendProcesses: suspendProcesses,
    TerminateInstances: terminateInstances,
    GetProducts: getProducts,
    ListServiceQuotas: listServiceQuotas,
    ListAWSDefaultServiceQuotas: listServiceQuotas,
    StartInstances: malformedIds,
    StopInstances: malformedIds,
    RebootInstances: malformedIds,
  };
}
