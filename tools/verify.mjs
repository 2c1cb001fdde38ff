/**
 * What `npm test` runs: build, lint and types, format, dead code, package checks, all unit tests, and the suites of suites.mjs. Only a
 * failed build ends it early; otherwise one run shows every failure. Its last line is the sum over all suites.
 */
import { rmSync } from 'node:fs';
import { suites } from './suites.mjs';
import { checkPackages } from './verify/packages.mjs';
import { run } from './verify/run.mjs';
import { parseSumLine, sumLine, table } from './verify/summary.mjs';
import { RESULTS, runVitest } from './verify/vitest-report.mjs';

const everything = process.argv.includes('--all') || process.env['CI'] === 'true';
const rows = [];

/** Counts each check as one test; shows the output of those that failed. */
function record(name, checks, seconds = checks.reduce((total, check) => total + check.seconds, 0)) {
  const failed = checks.filter((check) => check.code !== 0);
  for (const check of failed) process.stdout.write(`\n--- ${name}: ${check.test}\n${check.output.trimEnd()}\n`);
  rows.push({
    name,
    passed: checks.length - failed.length,
    failed: failed.length,
    skipped: 0,
    seconds,
    failures: failed.map((check) => check.test),
    skips: [],
  });
  process.stdout.write(`${failed.length === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)\n`);
  return failed.length === 0;
}

async function runCheck(name, command) {
  return record(name, [{ test: command.join(' '), ...(await run(command)) }]);
}

async function runSuite({ name, command }) {
  process.stdout.write(`\n${name}\n`);
  if (command[0] === 'vitest') {
    rows.push(...(await runVitest(command, () => name)).rows);
    return;
  }
  const result = await run(command, { show: true });
  const counted = parseSumLine(result.output.trimEnd().split('\n').at(-1) ?? '');
  const fallback = result.code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  const counts = counted !== undefined && (result.code === 0 || counted.failed > 0) ? counted : fallback;
  rows.push({ name, ...counts, seconds: result.seconds, failures: counts.failed > 0 ? [command.join(' ')] : [], skips: [] });
}

function finish() {
  const list = (title, key) => {
    const lines = rows.flatMap((row) => row[key].map((test) => `  ${row.name}: ${test}`));
    if (lines.length > 0) process.stdout.write(`\n${title}:\n${lines.join('\n')}\n`);
  };
  process.stdout.write(`\n${table(rows)}\n`);
  list('Skipped', 'skips');
  list('Failed', 'failures');
  const notRun = everything ? [] : suites.filter((suite) => suite.when === 'all');
  if (notRun.length > 0) {
    process.stdout.write('\nNot run, they take minutes or install what they need (npm run test:all, or CI=true):\n');
    for (const suite of notRun) process.stdout.write(`  ${suite.name}\n`);
  }
  process.stdout.write(`\n${sumLine(rows)}\n`);
  process.exitCode = rows.some((row) => row.failed > 0) ? 1 : 0;
}

async function verify() {
  rmSync(RESULTS, { force: true });
  if (!(await runCheck('build', ['turbo', 'run', 'build', '--output-logs=errors-only']))) return;
  await runCheck('lint and types', ['oxlint', '--type-aware', '--type-check']);
  await runCheck('format', ['oxfmt', '--check']);
  await runCheck('dead code', ['knip', '--no-progress']);
  const { publint, attw } = await checkPackages();
  record('publint', publint);
  record('are the types wrong', attw);
  rows.push(...(await runVitest(['vitest', 'run'])).rows);
  for (const suite of suites) if (everything || suite.when === 'always') await runSuite(suite);
}

await verify();
finish();
