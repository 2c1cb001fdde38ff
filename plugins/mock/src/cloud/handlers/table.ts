import type { ActionName } from '../actions.js';
import type { InputOf, OutputOf } from '../api.js';
import type { Done } from '../done.js';
import type { Turn } from '../turn.js';
import { images, offers, quotas, types, whoAmI, zones } from './catalog.js';
import { createGroup, describeGroup, removeGroup, runInstances } from './launches.js';
import { describeInstances, list, reboot, receiveEvents, start, stop, tag, terminate } from './machines.js';
import { attach, copy, detach, grow, newSnapshot, newVolume, removeSnapshot, removeVolume, snapshots, volumes } from './storage.js';

/** Answers each call. A handler either does everything it says, or throws a {@link CloudError} and what it did is undone. */
export const HANDLERS: { readonly [Action in ActionName]: (turn: Turn, input: InputOf<Action>) => Done<OutputOf<Action>> } = {
  AttachVolume: attach,
  CopySnapshot: copy,
  CreateGroup: createGroup,
  CreateSnapshot: newSnapshot,
  CreateTags: tag,
  CreateVolume: newVolume,
  DeleteGroup: removeGroup,
  DeleteSnapshot: removeSnapshot,
  DeleteVolume: removeVolume,
  DescribeGroup: describeGroup,
  DescribeImages: images,
  DescribeInstanceTypes: types,
  DescribeInstances: describeInstances,
  DescribeOffers: offers,
  DescribeQuotas: quotas,
  DescribeSnapshots: snapshots,
  DescribeVolumes: volumes,
  DescribeZones: zones,
  DetachVolume: detach,
  GetCallerIdentity: whoAmI,
  ListResources: list,
  ModifyVolume: grow,
  RebootInstances: reboot,
  ReceiveEvents: receiveEvents,
  RunInstances: runInstances,
  StartInstances: start,
  StopInstances: stop,
  TerminateInstances: terminate,
};
