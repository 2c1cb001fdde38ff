import type { MachineCapabilities } from '@hostwright/core/provider';
import { KIND_FACTS } from './kinds.js';

/** Pods are made and deleted one by one: as many as go out well within the time that the engine gives one order. */
const MAX_IDS_PER_ORDER = 500;

/** What machines of every cluster can do. */
export const machineCapabilities: MachineCapabilities = {
  kinds: KIND_FACTS,
  maxUnitsPerLaunch: 1_000,
  maxIdsPerTerminate: MAX_IDS_PER_ORDER,
  maxIdsPerInspect: MAX_IDS_PER_ORDER,
  stoppable: false,
  groups: true,
  // A Deployment, and a StatefulSet as well, replaces what it loses.
  refills: true,
  spot: false,
  reclaimNotice: true,
  weighted: false,
  feed: true,
  adoptable: true,
};
