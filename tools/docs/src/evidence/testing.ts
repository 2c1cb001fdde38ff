import type { TestResult, TestResults } from './test-results.js';

/** A test that passed, with its tags. */
export const passed = (tags: readonly string[], name = 'works'): TestResult => ({ name, tags: [...tags], status: 'passed' });

/** What a run showed, by file. */
export const results = (files: Readonly<Record<string, readonly TestResult[]>>): TestResults => ({
  files: Object.entries(files).map(([file, tests]) => ({ file, tests: [...tests] })),
});
