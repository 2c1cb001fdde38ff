import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import { withoutHostFactory } from '../../cli/environment.js';

/** Folders of the demonstration, as Spectrum Symphony would lay them out. */
export interface DemoSite {
  readonly folder: string;
  readonly configuration: string;
  readonly work: string;
  readonly scripts: string;
  readonly inputs: string;
  /** The mock cloud: one SQLite file. */
  readonly cloudFile: string;
  /** What Symphony's Host Factory sets for its provider scripts. */
  readonly environment: Variables;
}

/**
 * The cloud is looked at more often than usual, and a lost answer is given up sooner: the mock cloud answers at once, and nobody has to wait
 * until the killed agent's call can have no effect any more.
 */
const QUICK_TIMING = [
  '',
  '# Of the demonstration only.',
  'timing:',
  '  busySweepIntervalMs: 1000',
  '  attemptWindowMs: 1000',
  '  transportDeadlineMs: 3000',
  '',
].join('\n');

/** Makes the folders. */
export function makeDemoSite({ environment }: CommandContext): DemoSite {
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-demo-'));
  const configuration = join(folder, 'conf');
  const work = join(folder, 'work');
  const inputs = join(folder, 'inputs');
  mkdirSync(inputs);
  return {
    folder,
    configuration,
    work,
    scripts: join(folder, 'scripts'),
    inputs,
    cloudFile: join(configuration, 'mock-cloud.db'),
    environment: {
      ...withoutHostFactory(environment),
      HF_PROVIDER_NAME: 'demo',
      HF_PROVIDER_CONFDIR: configuration,
      HF_PROVIDER_WORKDIR: work,
      HF_PROVIDER_LOGDIR: join(folder, 'log'),
    },
  };
}

/** Writes configuration and scripts with the commands that a site would use, and tells them. */
export async function setUpDemoSite(context: CommandContext, site: DemoSite): Promise<void> {
  await runOwn(context, site, ['init', site.configuration, '--provider', 'mock', '--non-interactive']);
  appendFileSync(join(site.configuration, 'hostwright.yaml'), QUICK_TIMING);
  await runOwn(context, site, ['scripts', 'install', site.scripts, '--dialect', 'symphony', '--name', 'demo']);
}

/** Ends what still runs, and removes the folders unless they are to be kept. */
export async function tearDownDemoSite(context: CommandContext, site: DemoSite, keep: boolean): Promise<void> {
  await runOwn(context, site, ['agent', 'stop', '--timeout', '10'], true).catch((error: unknown) =>
    context.io.err(`${(error as Error).message}\n`),
  );
  if (keep) context.io.out(`Kept: ${site.folder}\n`);
  else rmSync(site.folder, { recursive: true, force: true, maxRetries: 5 });
}

async function runOwn({ io, program }: CommandContext, site: DemoSite, words: readonly string[], quiet = false): Promise<void> {
  if (!quiet) io.out(`$ host-factory ${words.join(' ')}\n`);
  const child = spawn(program.nodePath, [program.programPath, ...words], {
    env: { ...site.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new CommandError('demo-failed', `host-factory ${words.join(' ')} ended with ${code}: ${errors}`);
}
