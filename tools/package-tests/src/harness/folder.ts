import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ran, run, runWell } from './run.js';

/** How npm tells that a peer is missing or of the wrong version, or that Node is too old. */
const MISFIT = /npm warn.*(?:ERESOLVE|EBADENGINE|peer|conflict)/i;

/** A stranger's folder: empty, and with nothing but npm to fill it. */
export class Folder implements AsyncDisposable {
  private constructor(
    readonly path: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async make(environment: Readonly<Record<string, string>>): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'hostwright-stranger-')), environment);
  }

  /** Installs packages by `npm install`. @throws when it fails, or warns that packages or Node do not fit each other */
  async install(...packages: readonly string[]): Promise<Ran> {
    const ran = await this.succeed('npm', 'install', ...packages);
    if (MISFIT.test(ran.err)) throw new Error(`npm install ${packages.join(' ')} warns:\n${ran.err}`);
    return ran;
  }

  /** Runs a command here, whatever comes of it. */
  run(program: string, ...args: readonly string[]): Promise<Ran> {
    return run([program, ...args], { cwd: this.path, environment: this.environment });
  }

  /** Runs a command here. @throws when it fails */
  succeed(program: string, ...args: readonly string[]): Promise<Ran> {
    return runWell([program, ...args], { cwd: this.path, environment: this.environment });
  }

  /** Runs the command line as somebody who installed it here. @throws when it fails */
  cli(...words: readonly string[]): Promise<Ran> {
    return this.succeed('npx', '--no', '--', 'host-factory', ...words);
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(join(this.path, name), text);
  }

  read(name: string): Promise<string> {
    return readFile(join(this.path, name), 'utf8');
  }

  /** Agents end by themselves when their work directory is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
