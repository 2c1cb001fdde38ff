import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcessesOf } from '../../../../apps/host-factory/test/e2e/harness/processes.js';
import { runProgram } from '../../../../apps/host-factory/test/e2e/harness/script.js';
import { until } from '../../../../apps/host-factory/test/e2e/harness/until.js';
import type { Program } from '../../../../apps/host-factory/test/e2e/harness/installed/program.js';
import { KEYS } from '../plugin/connection.js';

/** What a command line came to. */
interface Ran {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** A template as `init` wrote it. */
interface WrittenTemplate {
  readonly templateId: string;
  readonly imageId: string;
  readonly vmTypes: readonly string[];
  readonly subnetIds?: readonly string[];
  readonly securityGroupIds?: readonly string[];
  readonly keyName?: string;
}

/** Somebody who has credentials in the environment, and the program. */
export interface User {
  /** Where they have their configurations. */
  readonly folder: string;
  readonly run: (...words: readonly string[]) => Promise<Ran>;
  readonly leave: () => Promise<void>;
}

/** @param environment - over the usual keys; an empty text is none */
export function newUser(program: Program, environment: Readonly<Record<string, string>> = {}): User {
  // What tidies up ends processes of folders with such names alone.
  const folder = mkdtempSync(join(program.root, 's-'));
  const variables = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    HOST_FACTORY_RUNTIME_DIR: join(folder, 'run'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    ...environment,
  };
  return {
    folder,
    run: async (...words) => {
      const { exitCode, stdout, stderr } = await runProgram({
        command: [process.execPath, program.path, ...words],
        environment: variables,
      });
      return { code: exitCode, out: stdout, err: stderr };
    },
    leave: async () => {
      await endProcessesOf(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A configuration that `init` wrote, and what it said. */
export interface NewSite extends Ran {
  readonly directory: string;
  readonly templates: readonly WrittenTemplate[];
  /** Runs a command on it. */
  readonly run: (...words: readonly string[]) => Promise<Ran>;
}

let sites = 0;

/** Makes one. A cloud that is too slow for the look that `init` takes is looked at again, by a new one. */
export async function init(user: User, ...words: readonly string[]): Promise<NewSite> {
  return until(
    async () => {
      const directory = join(user.folder, `site-${(sites += 1)}`);
      const ran = await user.run('init', directory, '--provider', 'aws', '--non-interactive', ...words);
      if (/no answer (?:in time|within)/.test(ran.err)) return undefined;
      if (ran.code !== 0) throw new Error(`init ended with ${ran.code}: ${ran.err}`);
      appendFileSync(join(directory, 'hostwright.yaml'), 'timing: { busySweepIntervalMs: 500, sweepIntervalMs: 1000 }\n');
      const text = readFileSync(join(directory, 'templates.json'), 'utf8');
      const { templates } = JSON.parse(text) as { readonly templates: readonly WrittenTemplate[] };
      return { ...ran, directory, templates, run: (...more: readonly string[]) => user.run(...more, '--config', directory) };
    },
    { what: 'an account that can be looked at' },
  );
}

/** Asks the cloud what it has against a site's templates, until it answers: on a busy machine it may be too slow at first. */
export function checkOnline({ directory, run }: NewSite): Promise<Ran> {
  return until(
    async () => {
      const ran = await run('templates', 'validate', join(directory, 'templates.json'), '--online');
      return ran.code !== 11 && ran;
    },
    { what: 'a cloud that answers' },
  );
}
