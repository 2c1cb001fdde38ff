import type { Handler } from '../../template/options.js';
import { autoScalingGroup } from './auto-scaling-group.js';
import { ec2Fleet } from './ec2-fleet.js';
import type { LaunchHandler } from './handler.js';
import { runInstances } from './run-instances.js';
import { spotFleet } from './spot-fleet.js';

/** Every way to launch by its name. */
export const HANDLER_TABLE: Readonly<Record<Handler, LaunchHandler>> = {
  'ec2-fleet': ec2Fleet,
  'run-instances': runInstances,
  'auto-scaling-group': autoScalingGroup,
  'spot-fleet': spotFleet,
};
