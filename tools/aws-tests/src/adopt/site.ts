import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Moto } from '@hostwright/emulators/moto';
import { onTestFinished } from 'vitest';
import { openCloud, REGION, type Cloud } from '../cloud/cloud.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The command line as it is shipped: `npm run build` makes it. */
const PROGRAM = join(ROOT, 'apps/host-factory/dist/bin.js');

/** What a command line came to. */
interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A site on an account of moto, with the scripts that Host Factory calls. */
export interface Site {
  readonly cloud: Cloud;
  readonly folder: string;
  run(...words: readonly string[]): Promise<Ran>;
  /** Calls one of the scripts as Host Factory does. */
  call(script: string, input: object): Promise<unknown>;
  /** Writes a state file whose writer has been stopped long ago. Answers its path. */
  stateFile(contents: object): string;
}

/** Opens one that ends with the test. It works without a background process. */
export async function openSite(moto: Moto): Promise<Site> {
  const cloud = await openCloud(moto);
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-adopt-'));
  onTestFinished(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const directory = join(folder, 'conf');
  const scripts = join(folder, 'scripts');
  mkdirSync(directory);
  writeFileSync(join(directory, 'hostwright.yaml'), configurationOf(cloud, join(folder, 'work'), installPlugin(folder)));
  const environment = { PATH: process.env['PATH'], HOME: folder, AWS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET: 'secret' };
  const run = (...words: readonly string[]): Promise<Ran> =>
    runProgram(process.execPath, [PROGRAM, ...words, '--config', directory], environment);
  const installed = await run('scripts', 'install', scripts, '--dialect', 'lsf');
  if (installed.code !== 0) throw new Error(installed.err);
  return {
    cloud,
    folder,
    run,
    call: async (script, input) => {
      const file = join(folder, 'input.json');
      writeFileSync(file, JSON.stringify(input));
      const { out, err } = await runProgram(join(scripts, 'scripts', `${script}.sh`), ['-f', file], environment);
      try {
        return JSON.parse(out) as unknown;
      } catch (cause) {
        throw new Error(`${script} answered no JSON: ${out}${err}`, { cause });
      }
    },
    stateFile: (contents) => {
      const file = join(folder, 'aws-db.json');
      writeFileSync(file, JSON.stringify(contents));
      utimesSync(file, 1_700_000_000, 1_700_000_000);
      return file;
    },
  };
}

/** A folder in which our plugin, as it is built, counts as installed. */
function installPlugin(folder: string): string {
  const directory = join(folder, 'plugins');
  const scope = join(directory, 'node_modules', '@hostwright');
  mkdirSync(scope, { recursive: true });
  symlinkSync(join(ROOT, 'plugins/aws'), join(scope, 'provider-aws'));
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies: { '@hostwright/provider-aws': '*' } }));
  return directory;
}

function configurationOf({ proxy, network }: Cloud, workDirectory: string, plugins: string): string {
  const keys = {
    version: 1,
    workDirectory,
    agent: 'off',
    plugins: { directory: plugins },
    timing: { busySweepIntervalMs: 200, sweepIntervalMs: 1_000 },
    connections: [
      {
        name: 'aws',
        provider: 'aws',
        settings: {
          region: REGION,
          endpoint: proxy.url,
          credentials: { source: 'keys', accessKeyId: 'env:AWS_KEY_ID', secretAccessKey: 'env:AWS_SECRET' },
        },
      },
    ],
    templates: [
      {
        templateId: 'Template-1',
        connection: 'aws',
        maxNumber: 100,
        attributes: { type: 'X86_64', ncpus: 2, nram: 4096 },
        imageId: network.imageId,
        vmType: 'm5.large',
        subnetIds: [network.subnets[0]?.subnetId],
        securityGroupIds: [network.securityGroupId],
      },
    ],
  };
  return Object.entries(keys)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

async function runProgram(program: string, words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ran> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, { env: environment, maxBuffer: 64 * 1024 * 1024 });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string };
    if (typeof code !== 'number') throw error;
    return { code, out: stdout, err: stderr };
  }
}
