/** `npm run test:soak`: what takes hours. Each part prints its figure, and the last figures stand in docs/proof/soak.md. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readOptions, USAGE } from './soak/options.mjs';
import { asCell, readFigures, SOAK_PAGE, soakPage } from './soak/page.mjs';
import { LOGS, PARTS, SIMULATION_LOG } from './soak/parts.mjs';
import { requireProgram, runPart } from './soak/run-part.mjs';
import { describeHistories, readHistories, SEED_LOG } from './soak/seed-log.mjs';
import { root, run } from './verify/run.mjs';

/** @typedef {import('./soak/options.mjs').SoakOptions} SoakOptions */
/** @typedef {import('./soak/page.mjs').Figure} Figure */
/** @typedef {import('./soak/parts.mjs').Part} Part */

const PASSED = 'passed';

/** Ctrl-C ends the part that runs, whose figure is kept, and no other begins. */
let brokenOff = false;

/** @param {SoakOptions} options */
async function soak(options) {
  const figures = readFigures(read(SOAK_PAGE));
  const parts = PARTS.filter(({ name }) => options.parts.includes(name));
  // What would fail after hours fails now: a missing program, a log that cannot be read, a page that cannot be written.
  for (const { file } of parts) requireProgram(file);
  mkdirSync(dirname(join(root, SOAK_PAGE)), { recursive: true });
  write(SOAK_PAGE, soakPage(figures, read(SEED_LOG)));
  rmSync(join(root, LOGS), { recursive: true, force: true });
  mkdirSync(join(root, LOGS), { recursive: true });

  process.on('SIGINT', () => (brokenOff = true));
  const commit = await commitNow();
  const ends = [];
  for (const part of parts) {
    const figure = await figureOf(part, options, commit);
    figures.set(part.name, figure);
    ends.push(figure);
    write(SOAK_PAGE, soakPage(figures, read(SEED_LOG)));
    if (brokenOff) break;
  }
  process.stdout.write(`\n${ends.map(({ part, outcome, figure }) => `${part}: ${outcome}, ${figure}`).join('\n')}\n`);
  process.exitCode = ends.every(({ outcome }) => outcome === PASSED) ? 0 : 1;
}

/**
 * Runs a part.
 *
 * @param {Part} part
 * @param {SoakOptions} options
 * @param {string} commit
 * @returns {Promise<Figure>}
 */
async function figureOf({ name, file, words, asked }, options, commit) {
  const said = words(options);
  process.stdout.write(`\n${name}: node ${[file, ...said].join(' ')}\n`);
  const date = new Date().toISOString();
  const { exitCode, figure } = await runPart(file, said);
  const end = { part: name, date: date.slice(0, 10), commit, command: asked(options) };
  const outcome = brokenOff ? 'broken off' : exitCode === 0 ? PASSED : `failed (${exitCode})`;
  if (name !== 'simulation') return { ...end, outcome, figure: asCell(figure) };
  try {
    return { ...end, outcome, figure: asCell(keepSeeds(date, commit) ?? figure) };
  } catch (error) {
    // Hours of work are done: what it printed is kept, and its log lies where it was written.
    return { ...end, outcome: 'failed', figure: asCell(`${figure}; ${error instanceof Error ? error.message : String(error)}`) };
  }
}

/**
 * Adds what the simulation logged to the log of seeds. Answers its figure; undefined when nothing was logged.
 *
 * @param {string} date
 * @param {string} commit
 */
function keepSeeds(date, commit) {
  const histories = readHistories(read(SIMULATION_LOG));
  if (histories === undefined) return undefined;
  appendFileSync(join(root, SEED_LOG), `${JSON.stringify({ date, commit, ...histories })}\n`);
  return describeHistories(histories);
}

/** The commit that is checked out, with a sign when files differ from it. */
async function commitNow() {
  const { code, output } = await run(['git', 'describe', '--always', '--dirty=+']);
  return code === 0 ? output.trim() : 'unknown';
}

/** @param {string} path */
function read(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
}

/** @param {string} path @param {string} text */
function write(path, text) {
  writeFileSync(join(root, path), text);
}

if (process.argv.includes('--help')) {
  process.stdout.write(USAGE);
} else {
  try {
    await soak(readOptions(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`test:soak: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
