/** Where the seeds of all soaks that were ever kept stand, a line of JSON each. */
export const SEED_LOG = 'docs/proof/seed-log.jsonl';

/** @typedef {{ firstSeed: number, lastSeed: number, histories: number, failures: readonly number[] }} Histories */

/** A line for each thousand histories, as tools/simulation/run.mjs writes it. */
const LINE = /\bseeds (\d+)-(\d+) .*\bfailed (\d+)(?:: ([\d ]+?))? in \d+ s$/;

/**
 * What a log of the simulation tells, all lines together; nothing where it has none.
 *
 * @param {string} text
 * @returns {Histories | undefined}
 * @throws {Error} a line reads otherwise
 */
export function readHistories(text) {
  const lines = text.split('\n').filter((line) => line !== '');
  const [first, ...rest] = lines.map(readLine);
  return first === undefined ? undefined : rest.reduce(together, first);
}

/** @param {Histories} histories */
export function describeHistories({ firstSeed, lastSeed, histories, failures }) {
  const seeds = failures.length === 0 ? '' : `: seeds ${failures.join(', ')}`;
  return `${histories} histories (seeds ${firstSeed} to ${lastSeed}), ${failures.length} broke an invariant${seeds}`;
}

/**
 * The sum of a log of seeds.
 *
 * @param {string} log
 * @returns {{ histories: number, failures: number }}
 * @throws {Error} a line is no entry
 */
export function sumOfSeedLog(log) {
  const entries = log.split('\n').flatMap((line, index) => (line === '' ? [] : [readEntry(line, index + 1)]));
  return {
    histories: entries.reduce((sum, entry) => sum + entry.histories, 0),
    failures: entries.reduce((sum, entry) => sum + entry.failures.length, 0),
  };
}

/** @param {string} line @returns {Histories} */
function readLine(line) {
  const [, first, last, failed, seeds = ''] = LINE.exec(line) ?? [];
  const failures = seeds.split(' ').filter(Boolean).map(Number);
  if (first === undefined || Number(failed) !== failures.length)
    throw new Error(`the simulation logged a line that cannot be read: ${line}`);
  return { firstSeed: Number(first), lastSeed: Number(last), histories: Number(last) - Number(first) + 1, failures };
}

/** @param {Histories} a @param {Histories} b @returns {Histories} */
function together(a, b) {
  return {
    firstSeed: Math.min(a.firstSeed, b.firstSeed),
    lastSeed: Math.max(a.lastSeed, b.lastSeed),
    histories: a.histories + b.histories,
    failures: [...a.failures, ...b.failures],
  };
}

/** @param {string} line @param {number} number @returns {Histories} */
function readEntry(line, number) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    entry = undefined;
  }
  if (Number.isSafeInteger(entry?.histories) && Array.isArray(entry.failures)) return entry;
  throw new Error(`${SEED_LOG}:${number} is no entry with "histories" and "failures"; remove or mend the line`);
}
