/** `npm run simulate`: runs histories of the engine, each decided by its seed. What it takes, it says itself: `--help`. */
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figureOf, LEAST_SHARE, lineOf, readBranches, writeBranches } from './lib/branches.mjs';
import { Pool } from './lib/pool.mjs';
import { failureLine, replayCommand, reportOf } from './lib/report.mjs';
import { writeRun } from './lib/run-page.mjs';

/** @typedef {import('./src/run/job.ts').Replayed} Replayed */
/** @typedef {import('./src/run/job.ts').Shrunk} Shrunk */
/** @typedef {import('./src/run/job.ts').Summary} Summary */
/** @typedef {import('./src/run/job.ts').Titles} Titles */

const HELP = `npm run simulate -- [options]

Runs histories of the engine, each decided by its seed. Exits with 0 when no rule was broken, 1 when one was, 2 when it was called wrongly.

  --seeds N --from K     how many, and from which on (1000, with --coverage 2000, from 1)
  --twins                runs a tenth of them again without one of their faults
  --write                puts what they came to into docs/proof/simulation.md
  --seed N               runs one again; --without row-07 and --without-deed 3 leave something out; --trace tells all of it
  --shrink N             leaves out of a failing history what it does not need to fail
  --soak MINUTES         runs new seeds for that long; --log FILE appends a line for each thousand
  --coverage             tells which branches of the engine the histories reach, and lists those that none of them does;
                         fewer than 95 % count as a broken rule; --write puts it into docs/proof/simulation.md
  --workers N            threads (2)
  --json                 the summary as JSON
  --help                 this text
`;

const values = readOptions();
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

/** Wrong ones are refused before anything is built. */
const numbers = {
  seeds: numberOf('seeds', values.seeds ?? (values.coverage ? '2000' : '1000')),
  from: numberOf('from', values.from),
  workers: numberOf('workers', values.workers, 1),
  deeds: values['without-deed'].map((deed) => numberOf('without-deed', deed)),
  seed: values.seed === undefined ? undefined : numberOf('seed', values.seed),
  shrink: values.shrink === undefined ? undefined : numberOf('shrink', values.shrink),
  soak: values.soak === undefined ? undefined : numberOf('soak', values.soak),
};
if (values.coverage) process.exit(cover());

const pool = await Pool.open({ workers: numbers.workers });
try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  await pool.close();
}

async function main() {
  if (numbers.seed !== undefined) return replay(numbers.seed);
  if (numbers.shrink !== undefined) return shrink(numbers.shrink);
  if (numbers.soak !== undefined) return soak(numbers.soak);
  const startedAt = Date.now();
  const summary = await pool.run({ from: numbers.from, count: numbers.seeds, twinsEvery: values.twins ? 10 : 0 });
  const { user, system } = process.cpuUsage();
  const took = { wallMs: Date.now() - startedAt, cpuMs: (user + system) / 1_000 };
  console.log(values.json ? JSON.stringify(summary) : reportOf(summary, took));
  if (values.write) {
    const titles = /** @type {Titles} */ (await pool.ask({ kind: 'titles' }));
    writeRun(fileURLToPath(new URL('../../docs/proof/simulation.md', import.meta.url)), summary, titles, { ...took, from: numbers.from });
  }
  const [first] = summary.failures;
  if (first !== undefined && !values.json) await shrink(first.seed);
  return summary.failures.length === 0;
}

/** @param {number} seed */
async function replay(seed) {
  const { deeds } = numbers;
  const replayed = /** @type {Replayed} */ (await pool.ask({ kind: 'replay', seed, rows: values.without, deeds, trace: values.trace }));
  for (const line of replayed.lines) console.log(line);
  console.log(`seed ${seed}: ${replayed.steps} turns with faults of ${replayed.rows.join(', ')}`);
  console.log(replayed.failure === undefined ? 'no rule was broken' : failureLine(replayed.failure));
  return replayed.failure === undefined;
}

/** @param {number} seed */
async function shrink(seed) {
  const { withoutRows, withoutDeeds, rows, failure } = /** @type {Shrunk} */ (await pool.ask({ kind: 'shrink', seed }));
  if (failure === undefined) {
    console.log(`seed ${seed} breaks no rule`);
    return true;
  }
  console.log(`still breaks ${failure.violation.invariant} with ${rows.join(', ') || 'no fault'}: ${failure.violation.message}`);
  console.log(`  ${replayCommand(seed, { rows: withoutRows, deeds: withoutDeeds })}`);
  return false;
}

/**
 * Seeds go on from the clock's minutes, so that no two soaks run the same ones.
 *
 * @param {number} minutes
 */
async function soak(minutes) {
  const endsAt = Date.now() + minutes * 60_000;
  let from = (Math.floor(Date.now() / 60_000) % 40_000) * 100_000;
  let failed = false;
  while (Date.now() < endsAt) {
    const startedAt = Date.now();
    const summary = await pool.run({ from, count: 1_000, until: () => Date.now() >= endsAt });
    const seeds = summary.failures.map(({ seed }) => seed);
    const line = `${new Date().toISOString()} seeds ${from}-${from + summary.histories - 1} turns ${summary.steps} failed ${seeds.length}${seeds.length === 0 ? '' : `: ${seeds.join(' ')}`} in ${Math.round((Date.now() - startedAt) / 1_000)} s`;
    console.log(line);
    if (values.log !== undefined) appendFileSync(values.log, `${line}\n`);
    failed ||= seeds.length > 0;
    from += 1_000;
  }
  return !failed;
}

/** Sources instead of the bundle, and one process instead of threads: what runs is counted by line and branch. */
function cover() {
  const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
  const env = { ...process.env, HISTORIES: String(numbers.seeds), FROM: String(numbers.from) };
  const { status } = spawnSync('vitest', ['run', '--config', here('vitest.coverage.config.ts')], { env, stdio: 'inherit' });
  if (status !== 0) return 1;
  const branches = readBranches(here('node_modules/.cache/coverage/coverage-final.json'), here('../..'));
  for (const unreached of branches.unreached) console.log(lineOf(unreached));
  console.log(`${numbers.seeds} histories reached ${figureOf(branches)}`);
  if (values.write) writeBranches(here('../../docs/proof/simulation.md'), branches, numbers);
  if (branches.share >= LEAST_SHARE) return 0;
  console.log(`they have to reach ${LEAST_SHARE * 100} %`);
  return 1;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        seeds: { type: 'string' },
        from: { type: 'string', default: '1' },
        twins: { type: 'boolean', default: false },
        seed: { type: 'string' },
        without: { type: 'string', multiple: true, default: [] },
        'without-deed': { type: 'string', multiple: true, default: [] },
        trace: { type: 'boolean', default: false },
        shrink: { type: 'string' },
        soak: { type: 'string' },
        log: { type: 'string' },
        coverage: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        workers: { type: 'string', default: '2' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} [least]
 */
function numberOf(name, text, least = 0) {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value) || value < least)
    return refuse(`--${name} takes a whole number from ${least} on, not '${text}'`);
  return value;
}

/**
 * @param {string} reason
 * @returns {never}
 */
function refuse(reason) {
  process.stderr.write(`simulate: ${reason.split('\n')[0]} (see --help)\n`);
  process.exit(2);
}
