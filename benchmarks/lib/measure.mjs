import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** bash's `time` reads the kernel's own account of a finished child and everything that child waited for, to the millisecond. */
const TIMED = `TIMEFORMAT='%3R %3U %3S'; time "$@" 2>/dev/null`;

/**
 * One run of a program, with what it cost.
 *
 * @typedef {{ command: readonly string[], environment: Readonly<Record<string, string>> }} Program
 * @typedef {{ wallMs: number, cpuMs: number, stdout: string, exitCode: number | null }} Run
 */

/** The shell that scripts are run with: dash where there is one, as on most servers. */
export const SHELL = ['/bin/dash', '/usr/bin/dash'].find((path) => existsSync(path)) ?? '/bin/sh';

/**
 * Runs a program to its end. CPU is user and system time of it and of everything it waited for; an agent that it leaves behind is not in it.
 *
 * @param {Program} program
 * @returns {Run}
 */
export function measure({ command, environment }) {
  const result = spawnSync('bash', ['-c', TIMED, 'bash', ...command], { env: environment, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.error !== undefined) throw new Error(`bash is needed for exact CPU times: ${result.error.message}`);
  const [wall, user, system] = (result.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if ([wall, user, system].some((value) => value === undefined || !Number.isFinite(value))) {
    throw new Error(`no times from ${command.join(' ')}: ${result.stderr}`);
  }
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, stdout: result.stdout, exitCode: result.status };
}

/**
 * Runs programs in turn, A B A B, so that whatever disturbs the machine disturbs all of them.
 *
 * @template {string} Name
 * @param {{ runs: number, programs: Readonly<Record<Name, Program>>, before?: (name: Name) => void | Promise<void>, after?: (name: Name, run: Run) => void | Promise<void> }} options
 * @returns {Promise<Record<Name, Run[]>>}
 */
export async function interleave({ runs, programs, before, after }) {
  const names = /** @type {Name[]} */ (Object.keys(programs));
  const results = /** @type {Record<Name, Run[]>} */ (Object.fromEntries(names.map((name) => [name, []])));
  for (let round = 0; round < runs; round += 1) {
    for (const name of names) {
      await before?.(name);
      const run = measure(programs[name]);
      results[name].push(run);
      await after?.(name, run);
    }
  }
  return results;
}

/** @param {readonly number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(position)] ?? NaN, sorted[Math.ceil(position)] ?? NaN];
  return low + (high - low) * (position - Math.floor(position));
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * Exponent of a power law through the points: the slope of a straight line through their logarithms.
 *
 * @param {readonly { x: number, y: number }[]} points
 */
export function fittedExponent(points) {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const meanX = logs.reduce((sum, { x }) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, { y }) => sum + y, 0) / logs.length;
  const top = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return top / logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}
