import { median, quantile } from './measure.mjs';

/**
 * One line of the table.
 *
 * @typedef {{ id: string, what: string, value: number, unit: string, p90: number, base: string, target: number | undefined, runs: number }} Figure
 */

/**
 * CPU of one program as a multiple of another's, median by median.
 *
 * @param {{ id: string, what: string, of: readonly import('./measure.mjs').Run[] | undefined, to: readonly import('./measure.mjs').Run[] | undefined, target?: number }} facts
 * @returns {Figure}
 */
export function ratioFigure({ id, what, of = [], to = [], target }) {
  const [cpu, base] = [of, to].map((runs) => runs.map((run) => run.cpuMs));
  const bare = median(base ?? []);
  return {
    id,
    what,
    value: median(cpu ?? []) / bare,
    unit: 'x node, CPU',
    p90: quantile(cpu ?? [], 0.9) / bare,
    base: `${median(cpu ?? []).toFixed(0)} ms of ${bare.toFixed(0)} ms; wall ${median(of.map((run) => run.wallMs)).toFixed(0)} ms of ${median(to.map((run) => run.wallMs)).toFixed(0)} ms`,
    target,
    runs: of.length,
  };
}

/**
 * A figure that is no ratio.
 *
 * @param {{ id: string, what: string, unit: string, values: readonly number[], target?: number, base?: string }} facts
 * @returns {Figure}
 */
export function plainFigure({ id, what, unit, values, target, base = '' }) {
  return { id, what, value: median(values), unit, p90: quantile(values, 0.9), base, target, runs: values.length };
}

/** Whether a figure reaches its target; undefined where there is none. @param {Figure} figure */
export function reached({ value, target }) {
  return target === undefined ? undefined : value <= target;
}
