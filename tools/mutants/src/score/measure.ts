import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../apply.js';
import { copyTree } from './copy-tree.js';
import { installStryker } from './install-stryker.js';
import { MODULES, testsOf } from './modules.js';
import { type FileScore, percent, scoresOf, type StrykerReport } from './score.js';
import { SCORE_PAGE, withScores } from './score-page.js';
import { survivorsOf } from './survivors.js';

/**
 * Measures modules with Stryker, one after the other, and writes each score into the page as it comes. Answers the score of what was
 * measured, in percent.
 * @param say - told of each mutant that nobody noticed
 */
export async function measure(only: readonly string[], say: (line: string) => void): Promise<number> {
  const unknown = only.find((file) => !MODULES.includes(file));
  if (unknown !== undefined) throw new Error(`'${unknown}' is not measured: one of ${MODULES.join(', ')}`);
  const scores: FileScore[] = [];
  for (const file of only.length === 0 ? MODULES : only) {
    const measured = await measureFile(file, say);
    scores.push(...measured);
    writePage((page) => withScores(page, measured));
  }
  return percent(scores);
}

async function measureFile(file: string, say: (line: string) => void): Promise<readonly FileScore[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hostwright-stryker-'));
  try {
    const stryker = await installStryker();
    await copyTree(folder, testsOf(file));
    await writeFile(join(folder, 'stryker.config.json'), JSON.stringify(configuration(stryker, file)));
    await run(stryker, folder);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as StrykerReport;
    for (const line of survivorsOf(report)) say(line);
    return scoresOf(report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Source: https://stryker-mutator.io/docs/stryker-js/configuration/ */
function configuration(stryker: string, file: string): object {
  return {
    // The folder is a copy: there is nothing to keep apart from it.
    inPlace: true,
    mutate: [`packages/core/src/${file}`],
    testRunner: 'vitest',
    plugins: [join(stryker, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
    vitest: { configFile: 'vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: 'report.json' },
    concurrency: availableParallelism(),
    // Only for what never ends: on a busy machine a test that is merely slow must not count as one that fails.
    timeoutMS: 600_000,
    dryRunTimeoutMinutes: 120,
  };
}

async function run(stryker: string, folder: string): Promise<void> {
  const program = join(stryker, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const child = spawn(process.execPath, [program, 'run', 'stryker.config.json'], { cwd: folder, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Stryker ended with ${code ?? 'a signal'}: see what it said above`);
}

function writePage(change: (page: string) => string): void {
  const path = join(ROOT, SCORE_PAGE);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, change(existsSync(path) ? readFileSync(path, 'utf8') : ''));
}
