import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { root, run } from './run.mjs';

/** What each test showed, over all runs of vitest: what docs/capabilities.md is made from. */
export const RESULTS = join(root, 'node_modules/.cache/hostwright/test-results.json');
const RESULTS_REPORTER = join(root, 'tools/docs/results-reporter.mjs');

/** Runs vitest and answers one row for each project it ran, from its JSON report. */
export async function runVitest(command, nameOf = projectOf) {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-vitest-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, `--reporter=${RESULTS_REPORTER}`];
    const result = await run([...command, ...reporters], { show: true, environment: { HOSTWRIGHT_TEST_RESULTS: RESULTS } });
    return { seconds: result.seconds, rows: rowsOf(readReport(file), result.code, nameOf) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Counts a report by project. A file that could not be loaded is one failure, and so is a run that ended badly although each of its
 * tests passed (an error outside of any test).
 */
export function rowsOf(report, exitCode, nameOf) {
  const rows = new Map();
  for (const file of report?.testResults ?? []) {
    const name = nameOf(file.name);
    const row = rows.get(name) ?? { name, passed: 0, failed: 0, skipped: 0, seconds: 0, failures: [], skips: [] };
    rows.set(name, row);
    row.seconds += Math.max(0, file.endTime - file.startTime) / 1000;
    count(row, file);
  }
  const failed = [...rows.values()].some((row) => row.failed > 0);
  if (exitCode !== 0 && !failed) {
    const reason = report === undefined ? 'vitest wrote no report' : 'vitest ended with an error outside of any test';
    rows.set('vitest', { name: 'vitest', passed: 0, failed: 1, skipped: 0, seconds: 0, failures: [reason], skips: [] });
  }
  return [...rows.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function count(row, file) {
  const tests = file.assertionResults ?? [];
  for (const test of tests) {
    if (test.status === 'passed') row.passed += 1;
    else if (test.status === 'failed') {
      row.failed += 1;
      row.failures.push(test.fullName);
    } else {
      row.skipped += 1;
      row.skips.push(test.fullName);
    }
  }
  if (file.status === 'failed' && !tests.some((test) => test.status === 'failed')) {
    row.failed += 1;
    row.failures.push(`${relative(root, file.name)}: ${(file.message ?? 'could not be run').split('\n', 1)[0]}`);
  }
}

/** `packages/core` of /clone/packages/core/src/x.test.ts. */
function projectOf(file) {
  return relative(root, file).split(sep).slice(0, 2).join('/');
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
