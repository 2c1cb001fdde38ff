/**
 * A vitest reporter that keeps what each test showed: its name, its tags and how it ended, in the file that HOSTWRIGHT_TEST_RESULTS names.
 * Several runs add up: a file of tests that ran again replaces what was kept of it. The form stands in README.md beside this file.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** vitest makes one of these for a run; without the variable it does nothing. A reporter has to be a default export. */
export default class ResultsReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const file = process.env['HOSTWRIGHT_TEST_RESULTS'];
    if (file === undefined || file === '') return;
    // A file that could not be loaded is a failure of its own, and says nothing about its tests.
    const results = modules.map(resultsOf).filter(({ tests }) => tests.length > 0);
    write(file, merge(read(file), results));
  }
}

/** @param {import('vitest/node').TestModule} module */
function resultsOf(module) {
  const tests = [...module.children.allTests()].map((test) => ({
    name: test.fullName,
    tags: [...test.tags],
    status: statusOf(test.result().state),
  }));
  return { file: relative(ROOT, module.moduleId).split(sep).join('/'), tests };
}

/** A test that did not get to its end has shown nothing. @param {string} state */
function statusOf(state) {
  return state === 'passed' || state === 'skipped' ? state : 'failed';
}

/** @typedef {ReturnType<typeof resultsOf>} FileResults */

/** @param {readonly FileResults[]} before @param {readonly FileResults[]} now */
function merge(before, now) {
  const files = new Map([...before, ...now].map((results) => [results.file, results]));
  return [...files.values()].toSorted((a, b) => a.file.localeCompare(b.file));
}

/** @param {string} file @returns {readonly FileResults[]} */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).files;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw new Error(`${file} holds no test results; remove it and run the tests again`, { cause: error });
  }
}

/** By renaming, so that a reader sees all of it or nothing. @param {string} file @param {readonly FileResults[]} files */
function write(file, files) {
  mkdirSync(dirname(file), { recursive: true });
  const written = `${file}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify({ files }, undefined, 1)}\n`);
  renameSync(written, file);
}
