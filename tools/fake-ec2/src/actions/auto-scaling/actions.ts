import type { Actions } from '../action.ts';
import { describeAutoScalingGroups, describeAutoScalingInstances, describeScalingActivities } from './describe.ts';
import {
  createAutoScalingGroup,
  deleteAutoScalingGroup,
  resumeProcesses,
  setDesiredCapacity,
  suspendProcesses,
  updateAutoScalingGroup,
} from './groups.ts';
import { detachInstances, setInstanceProtection, terminateInstanceInAutoScalingGroup } from './members.ts';

export const autoScalingActions: Actions = {
  CreateAutoScalingGroup: createAutoScalingGroup,
  DeleteAutoScalingGroup: deleteAutoScalingGroup,
  DescribeAutoScalingGroups: describeAutoScalingGroups,
  DescribeAutoScalingInstances: describeAutoScalingInstances,
  DescribeScalingActivities: describeScalingActivities,
  DetachInstances: detachInstances,
  ResumeProcesses: resumeProcesses,
  SetDesiredCapacity: setDesiredCapacity,
  SetInstanceProtection: setInstanceProtection,
  SuspendProcesses: suspendProcesses,
  TerminateInstanceInAutoScalingGroup: terminateInstanceInAutoScalingGroup,
  UpdateAutoScalingGroup: updateAutoScalingGroup,
};
