/**
 * `npm run simulate`: runs histories of the engine, each decided by its seed.
 *
 *   --seeds N --from K     how many, and from which on (1000, from 1)
 *   --twins                runs a tenth of them again without one of their faults
 *   --seed N               runs one again; --without row-07 and --without-deed 3 leave something out; --trace tells all of it
 *   --shrink N             leaves out of a failing history what it does not need to fail
 *   --soak MINUTES         runs new seeds for that long; --log FILE appends a line for each thousand
 *   --workers N            threads (2)
 *   --json                 the summary as JSON
 */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Pool } from './lib/pool.mjs';
import { failureLine, replayCommand, reportOf } from './lib/report.mjs';

/** @typedef {import('./src/run/job.ts').Replayed} Replayed */
/** @typedef {import('./src/run/job.ts').Shrunk} Shrunk */
/** @typedef {import('./src/run/job.ts').Summary} Summary */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    twins: { type: 'boolean', default: false },
    seed: { type: 'string' },
    without: { type: 'string', multiple: true, default: [] },
    'without-deed': { type: 'string', multiple: true, default: [] },
    trace: { type: 'boolean', default: false },
    shrink: { type: 'string' },
    soak: { type: 'string' },
    log: { type: 'string' },
    workers: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});

const pool = await Pool.open({ workers: numberOf('workers', values.workers) });
try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  await pool.close();
}

async function main() {
  if (values.seed !== undefined) return replay(numberOf('seed', values.seed));
  if (values.shrink !== undefined) return shrink(numberOf('shrink', values.shrink));
  if (values.soak !== undefined) return soak(numberOf('soak', values.soak));
  const startedAt = Date.now();
  const summary = await pool.run({
    from: numberOf('from', values.from),
    count: numberOf('seeds', values.seeds),
    twinsEvery: values.twins ? 10 : 0,
  });
  const { user, system } = process.cpuUsage();
  console.log(
    values.json ? JSON.stringify(summary) : reportOf(summary, { wallMs: Date.now() - startedAt, cpuMs: (user + system) / 1_000 }),
  );
  const [first] = summary.failures;
  if (first !== undefined && !values.json) await shrink(first.seed);
  return summary.failures.length === 0;
}

/** @param {number} seed */
async function replay(seed) {
  const deeds = values['without-deed'].map((deed) => numberOf('without-deed', deed));
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

/**
 * @param {string} name
 * @param {string} text
 */
function numberOf(name, text) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} takes a whole number, not '${text}'`);
  return value;
}
