import type { Machine } from '../domain/machine.js';

/** A vanished machine is inspected after this many sweeps in a row without it. */
const MISSES_BEFORE_INSPECTION = 2;
/** More than this many machines vanishing at once, and more than this share of all, is held for an operator. */
const MASS_VANISH_MACHINES = 10;
const MASS_VANISH_SHARE = 0.2;

/** Whether a sweep that began then proves anything by not showing the machine. */
export function absenceCounts(machine: Machine, sweepBeganAtMs: number, visibilityHorizonMs: number): boolean {
  return sweepBeganAtMs > machine.createdAtMs + visibilityHorizonMs;
}

/** Whether the machine should be asked for by its id: missing long enough to suspect that it is gone. */
export function needsInspection(machine: Machine, visibilityHorizonMs: number): boolean {
  if (machine.goneAtMs !== undefined || machine.inspectedAbsent) return false;
  const enough = visibilityHorizonMs === 0 ? 1 : MISSES_BEFORE_INSPECTION;
  return machine.missedSweeps >= enough;
}

/** Whether absence alone is proof by now: not seen by two covering sweeps, and denied by an inspection. */
export function isAbsent(machine: Machine): boolean {
  return machine.goneAtMs === undefined && machine.inspectedAbsent;
}

/**
 * Whether too many machines vanished without a terminal state to be believed: a listing under other credentials, tags stripped by a
 * clean-up job, or a region that lost its memory look just like this. Machines whose end we ordered do not count.
 *
 * @param live - machines of the connection that are not gone
 * @param undisturbed - how many more there are of which none is missing and none was ordered to end
 */
export function isMassVanish(live: readonly Machine[], undisturbed = 0): boolean {
  const unordered = live.filter((machine) => machine.terminateOrderedAtMs === undefined);
  const vanished = unordered.filter((machine) => machine.missedSweeps > 0).length;
  return vanished > MASS_VANISH_MACHINES && vanished > (unordered.length + undisturbed) * MASS_VANISH_SHARE;
}
