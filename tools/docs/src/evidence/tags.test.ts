import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inRepository } from '../repository.js';
import { readTestResults } from './test-results.js';

let folder: string;
let resultsFile: string;
beforeEach(() => {
  // Below this package, so that vitest is found from it.
  folder = realpathSync(mkdtempSync(inRepository('tools/docs/node_modules/.tags-')));
  resultsFile = join(folder, 'results.json');
  const config = `import { shared } from '${inRepository('vitest.shared.ts')}';\nexport default { ...shared, test: { ...shared.test, include: ['*.test.ts'], exclude: [] } };\n`;
  writeFileSync(join(folder, 'vitest.config.ts'), config);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs vitest on one file of tests, with the configuration and the reporter that ours are run with. */
function runTests(name: string, text: string): { readonly exitCode: number | null; readonly output: string } {
  writeFileSync(join(folder, name), `import { describe, expect, it } from 'vitest';\n${text}\n`);
  const words = ['run', '--root', folder, `--reporter=${inRepository('tools/docs/results-reporter.mjs')}`, '--reporter=default', name];
  const result = spawnSync(process.execPath, [inRepository('node_modules/vitest/vitest.mjs'), ...words], {
    encoding: 'utf8',
    env: { ...process.env, HOSTWRIGHT_TEST_RESULTS: resultsFile, NO_COLOR: '1' },
  });
  return { exitCode: result.status, output: result.stdout + result.stderr };
}

describe('the tags of a test', { tags: ['documents.capabilities', 'real'] }, () => {
  it.each(['engine.no-such-thing', 'fault.row-42'])('fail their file when they name what is not listed: %s', (tag) => {
    const { exitCode, output } = runTests('unknown.test.ts', `it('x', { tags: ['${tag}', 'real'] }, () => undefined);`);
    expect(exitCode).toBe(1);
    expect(output).toContain(`The tag "${tag}" is not defined`);
    expect(readTestResults(resultsFile)).toEqual({ files: [] });
  });

  it('are kept with how each test ended, inherited ones included, over several runs', () => {
    runTests(
      'one.test.ts',
      `describe('a', { tags: ['engine.events', 'real'] }, () => { it('b', { tags: ['fault.row-41'] }, () => undefined); it.skip('c', () => undefined); });`,
    );
    runTests('two.test.ts', `it('fails', () => expect(1).toBe(2));`);
    runTests('two.test.ts', `it('fails still', () => expect(1).toBe(2));`);
    expect(readTestResults(resultsFile)?.files.map(({ tests }) => tests)).toEqual([
      [
        { name: 'a > b', tags: ['engine.events', 'real', 'fault.row-41'], status: 'passed' },
        { name: 'a > c', tags: ['engine.events', 'real'], status: 'skipped' },
      ],
      [{ name: 'fails still', tags: [], status: 'failed' }],
    ]);
    expect(readFileSync(resultsFile, 'utf8')).toContain('one.test.ts');
  });
});
