import { parseArgs } from 'node:util';
import { PARTS } from './parts.mjs';

/** @typedef {{ parts: readonly string[], minutes: number, runs: number, seed: number }} SoakOptions */

/** A seed is a number of 32 bits. */
const SEEDS = 2 ** 32;

export const USAGE = `npm run test:soak -- [--only PART[,PART]] [--minutes N] [--runs N] [--seed N]

  --only     parts to run, all by default: ${PARTS.map(({ name }) => name).join(', ')}
  --minutes  how long the simulation runs, 60 by default
  --runs     how many runs with killed processes, 1000 by default
  --seed     what the runs with killed processes are drawn from, by chance by default; it is printed and kept
`;

/**
 * What a command line asks for.
 *
 * @param {readonly string[]} words
 * @param {() => number} draw a number from 0 up to 1
 * @returns {SoakOptions}
 * @throws {Error} it cannot be understood; the message says why in one line
 */
export function readOptions(words, draw = Math.random) {
  const { values } = parseArgs({
    args: [...words],
    options: { only: { type: 'string' }, minutes: { type: 'string' }, runs: { type: 'string' }, seed: { type: 'string' } },
  });
  const seed = values.seed === undefined ? Math.floor(draw() * SEEDS) : whole('seed', values.seed, 0, SEEDS - 1);
  return {
    parts: namesIn(values.only),
    minutes: whole('minutes', values.minutes ?? '60', 1, 100_000),
    runs: whole('runs', values.runs ?? '1000', 1, 1_000_000),
    seed,
  };
}

/** @param {string | undefined} only */
function namesIn(only) {
  const known = PARTS.map(({ name }) => name);
  if (only === undefined) return known;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only: there is no part "${unknown}"; name some of ${known.join(', ')}`);
  return known.filter((name) => names.includes(name));
}

/** @param {string} name @param {string} text @param {number} least @param {number} most */
function whole(name, text, least, most) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`--${name}: write a whole number from ${least} to ${most}, not "${text}"`);
}
