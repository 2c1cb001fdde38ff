import type { Operation } from '../plan/plan.js';

/** Steps that have a moment before and one after. */
const ACCEPT = ['accept-request', 'answer'];
const LOOK = ['bucket', 'ListResources', 'sweep', 'seal'];
const DECIDE = ['launch-intent', 'DescribeOffers', 'request-row', 'DescribeImages', 'launch-prepared', 'launch-sending'];
const LAUNCH = [...DECIDE, 'RunInstances', 'launch-answered', 'settle'];
const TERMINATE = ['accept-return', 'terminate-intent', 'terminate-sending', 'TerminateInstances', 'terminate-answered'];
const CLEAN_UP = ['clean-up-intent', 'clean-up-sending', 'DeleteGroup', 'clean-up-answered'];
const TAKE_OVER = ['give-lease', 'take-lease'];
/** Points that are a moment of their own. */
const BEGIN = ['process.began', 'lock.taken'];

/**
 * The points that every operation comes to, in the order in which it does. Each of them is where a process is killed at least once in a
 * hundred runs; what else is reached by chance is killed by chance.
 */
export const CATALOGUE: Readonly<Record<Operation, readonly string[]>> = {
  request: both([...ACCEPT, ...LOOK, ...LAUNCH, 'end-request']),
  'top-up': both([...ACCEPT, ...LOOK, ...LAUNCH, 'end-request']),
  return: both(['accept-return', 'answer', ...TERMINATE.slice(1), ...LOOK, 'end-request']),
  cancel: both([...ACCEPT, ...LOOK, ...LAUNCH, 'cancel-request', 'machine-rows', ...TERMINATE.slice(1), 'end-request']),
  group: both([...ACCEPT, ...DECIDE, 'CreateGroup', 'launch-answered', 'settle', ...TERMINATE, ...CLEAN_UP, 'end-request']),
  reclaim: both([...LOOK, ...TERMINATE, 'end-request']),
  rebuild: [
    'process.began',
    ...both(['create-store', 'agent-note']),
    'lock.taken',
    ...both(['take-lease', 'ListResources', 'machine-rows', 'request-row', 'rebuild-store', 'give-lease']),
    ...both(['accept-request', 'launch-intent', 'launch-sending', 'RunInstances', 'settle', 'end-request']),
  ],
  restart: [...BEGIN, ...both([...TAKE_OVER, ...LOOK, ...LAUNCH, 'end-request'])],
};

function both(steps: readonly string[]): readonly string[] {
  return steps.flatMap((step) => [`${step}.before`, `${step}.after`]);
}
