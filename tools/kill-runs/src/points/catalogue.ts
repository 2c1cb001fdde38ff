import type { Operation } from '../plan/plan.js';
import type { LaunchCalls, TargetCalls } from '../target/target.js';

/** The points of each operation. */
export type Catalogue = Readonly<Record<Operation, readonly string[]>>;

/** Steps that have a moment before and one after. */
const ACCEPT = ['accept-request', 'answer'];
const TAKE_OVER = ['give-lease', 'take-lease'];
/** Points that are a moment of their own. */
const BEGIN = ['process.began', 'lock.taken'];

/**
 * The points that every operation comes to, in the order in which it does. Each of them is where a process is killed at least once in a
 * hundred runs; what else is reached by chance is killed by chance.
 */
export function catalogueOf(calls: TargetCalls): Catalogue {
  const look = ['bucket', calls.list, 'sweep', 'seal'];
  const launchBy = ({ prepare, launch }: LaunchCalls): readonly string[] => {
    const decide = ['launch-intent', calls.offers, 'request-row', ...prepare, 'launch-prepared', 'launch-sending'];
    return [...decide, launch, 'launch-answered', 'settle'];
  };
  const launch = launchBy(calls.plain);
  const terminate = ['terminate-intent', 'terminate-sending', calls.terminate, 'terminate-answered'];
  const cleanUp = ['clean-up-intent', 'clean-up-sending', calls.deleteGroup, 'clean-up-answered'];
  return {
    request: both([...ACCEPT, ...look, ...launch, 'end-request']),
    'top-up': both([...ACCEPT, ...look, ...launchBy(calls.zones), 'end-request']),
    return: both(['accept-return', 'answer', ...terminate, ...look, 'end-request']),
    cancel: both([...ACCEPT, ...look, ...launch, 'cancel-request', 'machine-rows', ...terminate, 'end-request']),
    group: both([...ACCEPT, ...launchBy(calls.group), 'accept-return', ...terminate, ...cleanUp, 'end-request']),
    reclaim: both([...look, 'accept-return', ...terminate, 'end-request']),
    rebuild: [
      'process.began',
      ...both(['create-store', 'agent-note']),
      'lock.taken',
      ...both(['take-lease', calls.list, 'machine-rows', 'request-row', 'rebuild-store', 'give-lease']),
      ...both(['accept-request', 'launch-intent', 'launch-sending', calls.plain.launch, 'settle', 'end-request']),
    ],
    restart: [...BEGIN, ...both([...TAKE_OVER, ...look, ...launch, 'end-request'])],
  };
}

/** Where a process stands still: its attempt is recorded, and its check lies ahead or behind it; its call has not gone out. */
export function pausesOf(calls: TargetCalls): readonly (readonly [Operation, string])[] {
  return [
    ['request', `${calls.plain.launch}.before`],
    ['top-up', `${calls.zones.launch}.before`],
    ['group', `${calls.group.launch}.before`],
    ['return', `${calls.terminate}.before`],
    ['request', 'launch-sending.after'],
    ['return', 'terminate-sending.after'],
    ['cancel', `${calls.plain.launch}.before`],
    ['cancel', `${calls.terminate}.before`],
  ];
}

function both(steps: readonly string[]): readonly string[] {
  return steps.flatMap((step) => [`${step}.before`, `${step}.after`]);
}
