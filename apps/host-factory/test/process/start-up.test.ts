import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hw-start-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** Notes every module that the process loads. */
const NOTE_MODULES = `
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => { appendFileSync(process.env.LOADED, url + '\\n'); return next(url, context); } });`;

function run(words: readonly string[], environment: Readonly<{ [name: string]: string }> = {}): void {
  const env = { PATH: process.env['PATH'], HOME: folder, ...environment };
  const { status, stderr } = spawnSync(process.execPath, [inject('programPath'), ...words], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
}

/** Files and built-in modules that a call loads. */
function modulesOf(words: readonly string[]): readonly string[] {
  const loaded = join(folder, 'loaded');
  const hook = join(folder, 'hook.mjs');
  rmSync(loaded, { force: true });
  writeFileSync(hook, NOTE_MODULES);
  run(words, { NODE_OPTIONS: `--import ${hook}`, LOADED: loaded });
  expect(existsSync(loaded)).toBe(true);
  return readFileSync(loaded, 'utf8').trimEnd().split('\n');
}

function filesIn(modules: readonly string[]): readonly string[] {
  const dist = dirname(inject('programPath'));
  return modules.filter((url) => url.startsWith('file:')).map((url) => relative(dist, fileURLToPath(url)));
}

/** A configuration that was written a moment ago is read again until its files are old enough to tell later changes by their times. */
async function onceSettled(look: () => readonly string[], files: number): Promise<readonly string[]> {
  for (let tries = 1; ; tries += 1) {
    const modules = look();
    if (filesIn(modules).length <= files || tries === 20) return modules;
    await sleep(500);
  }
}

describe('what a Host Factory call loads', { tags: ['hf.start-up', 'real'] }, () => {
  it(
    'is two files, and one more for the store where it is needed, and no module of Node that takes long',
    { timeout: 120_000 },
    async () => {
      const directory = join(folder, 'conf');
      run(['init', directory, '--provider', 'mock', '--non-interactive']);
      const file = join(directory, 'hostwright.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('agent: auto', 'agent: off'));
      const call = ['getAvailableTemplates', '-f', '/dev/null', '--config', directory];
      const withStore = await onceSettled(() => modulesOf(call), 3);
      expect(filesIn(withStore)).toEqual(['bin.js', 'main.js', 'site-store.js']);
      const stated = { templateId: 'stated', maxNumber: 1, machineType: 'mock.small', attributes: { ncpus: 1, nram: 1024 } };
      writeFileSync(join(directory, 'templates.json'), JSON.stringify({ templates: [stated] }));
      const without = await onceSettled(() => modulesOf(call), 2);
      expect(filesIn(without)).toEqual(['bin.js', 'main.js']);
      for (const slow of ['node:http', 'node:net', 'node:crypto', 'node:perf_hooks', 'node:child_process', 'node:readline/promises']) {
        expect([...withStore, ...without]).not.toContain(slow);
      }
    },
  );
});
