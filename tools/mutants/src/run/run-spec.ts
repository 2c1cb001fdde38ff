import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { mutatedFiles, ROOT } from '../apply.js';
import type { Mutant } from '../mutant.js';
import { runChild, type ChildEnd } from './run-child.js';

/** A test of the engine. */
export interface Spec {
  /** From the repository's root. */
  readonly file: string;
  readonly name: string;
}

/** What a test came to. */
export type SpecResult =
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'failed'; readonly message: string }
  /** It hung, or is not there, or its file could not be loaded: that shows nothing. */
  | { readonly outcome: 'invalid'; readonly message: string };

/** What is read of vitest's JSON report. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string; readonly failureMessages: readonly string[] }[];
  }[];
}

/**
 * Runs tests against the engine with a mutant.
 *
 * @param mutant - undefined for the engine as it is
 * @returns what each test came to, in their order
 * @throws when nothing ran, or the mutant was not loaded
 */
export async function runSpecs(mutant: Mutant | undefined, specs: readonly Spec[]): Promise<readonly SpecResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hostwright-spec-'));
  const reportFile = join(folder, 'report.json');
  const loadedFile = join(folder, 'loaded');
  try {
    const end = await runVitest(specs, reportFile, { HOSTWRIGHT_MUTANT: mutant?.id ?? '', HOSTWRIGHT_MUTANT_LOADED: loadedFile });
    const text = await readFile(reportFile, 'utf8').catch(() => {
      throw new Error(`the tests did not run: ${end.stderr.trim()}`);
    });
    const results = specs.map((spec) => resultOf(JSON.parse(text) as Report, spec));
    if (mutant !== undefined) await requireLoaded(mutant, loadedFile);
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runVitest(specs: readonly Spec[], report: string, environment: Readonly<Record<string, string>>): Promise<ChildEnd> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const files = [...new Set(specs.map(({ file }) => file))];
  const names = specs.map(({ name }) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const config = join(ROOT, 'tools/mutants/vitest.spec.config.ts');
  const options = ['--config', config, '-t', `(?:${names.join('|')})$`, '--reporter=json', `--outputFile=${report}`];
  return runChild([vitest, 'run', ...files, ...options], { cwd: ROOT, environment: { ...environment, NO_COLOR: '1' } });
}

function resultOf({ testResults }: Report, { file, name }: Spec): SpecResult {
  const found = testResults.find((result) => relative(ROOT, result.name) === file);
  const ran = found?.assertionResults.filter(({ title, status }) => title === name && (status === 'passed' || status === 'failed')) ?? [];
  if (ran.length === 0) return { outcome: 'invalid', message: `it did not run: ${found?.message || 'there is no test of this name'}` };
  const failed = ran.find(({ status }) => status === 'failed');
  if (failed === undefined) return { outcome: 'passed' };
  const [message = ''] = failed.failureMessages;
  return { outcome: /timed out in \d+ ?ms/.test(message) ? 'invalid' : 'failed', message: message.split('\n', 1)[0] ?? '' };
}

async function requireLoaded(mutant: Mutant, list: string): Promise<void> {
  const loaded = (await readFile(list, 'utf8').catch(() => '')).split('\n');
  const missing = [...mutatedFiles(mutant).keys()].find((file) => !loaded.includes(file));
  if (missing !== undefined) throw new Error(`the test does not load packages/core/src/${missing}`);
}
