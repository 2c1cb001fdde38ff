import type { Cloud } from '../cloud.ts';
import { uuid } from '../random.ts';
import type { Activity, AutoScalingGroup } from './group.ts';

/** How many are kept: a group of a hundred thousand would tell of each. */
const MOST_ACTIVITIES = 1000;

/** Adds to the group's activities, the latest first. */
export function tell(
  cloud: Cloud,
  { activities, name }: AutoScalingGroup,
  told: Pick<Activity, 'status' | 'description' | 'message'>,
): void {
  const startedMs = cloud.clock.now();
  const cause = `At ${new Date(startedMs).toISOString()} an instance was started in response to a difference between desired and actual capacity of ${name}.`;
  activities.unshift({ id: uuid(cloud.random), startedMs, cause, ...told });
  activities.length = Math.min(activities.length, MOST_ACTIVITIES);
}
