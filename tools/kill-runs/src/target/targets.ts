import { fakeEc2Target, motoTarget } from './aws/aws-target.js';
import { mockTarget } from './mock-target.js';
import type { Target } from './target.js';

/** Every cloud that runs go against. */
export const TARGETS: readonly Target[] = [mockTarget, motoTarget, fakeEc2Target];

/** @throws {Error} there is none of that name */
export function targetNamed(name: string): Target {
  const found = TARGETS.find((target) => target.name === name);
  if (found === undefined) throw new Error(`there is no target "${name}": name one of ${TARGETS.map((target) => target.name).join(', ')}`);
  return found;
}

/** One run in so many goes against each cloud beside the first, whose runs are much faster. */
const OTHERS_SHARE = 10;

/** Shares runs out: what the others do not get is the first one's. */
export function shareOut(runs: number, targets: readonly Target[]): readonly (readonly [Target, number])[] {
  const [first, ...others] = targets;
  if (first === undefined) return [];
  const share = Math.floor(runs / OTHERS_SHARE);
  return [[first, runs - share * others.length], ...others.map((target) => [target, share] as const)];
}
