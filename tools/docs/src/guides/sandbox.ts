import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { inRepository } from '../repository.js';

/** What a program printed, both streams as they came, and what it ended with. */
export interface Run {
  readonly output: string;
  readonly exitCode: number | null;
}

/** Only to end what hangs, on the slowest machine. */
const HANG_MS = 180_000;

/** Folders of a host that documents name; here they lie below the sandbox. */
const HOST_FOLDERS = ['/etc', '/opt', '/var', '/srv', '/tmp', '/mnt', '/shared', '/backup'];

/** What strangers install, as they would find it in their own folder. */
const PACKAGES: Readonly<Record<string, string>> = {
  core: 'packages/core',
  store: 'packages/store',
  service: 'packages/service',
  'host-factory-protocol': 'packages/host-factory-protocol',
  'provider-mock': 'plugins/mock',
};

/**
 * A host of its own for one document: an empty home, the built command line on PATH, and the folders of a server below it. Variables that
 * one block exports are there for the next.
 */
export class Sandbox {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'hwd-')));
  readonly #environmentFile = join(this.folder, '.exported');
  readonly #environment: Readonly<Record<string, string>>;

  /** @param environment - beside PATH, HOME and what keeps processes inside the sandbox */
  constructor(environment: Readonly<Record<string, string>> = {}) {
    const bin = join(this.folder, 'bin');
    for (const path of [bin, join(this.folder, 'home'), ...HOST_FOLDERS.map((folder) => join(this.folder, folder))]) mkdirSync(path);
    linkPackages(join(this.folder, 'home/node_modules'));
    writeCommand(join(bin, 'host-factory'), `exec '${process.execPath}' '${inRepository('apps/host-factory/dist/bin.js')}' "$@"`);
    writeCommand(join(bin, 'npx'), `name=$1; shift; exec "$name" "$@"`);
    writeCommand(
      join(bin, 'sqlite3'),
      `exec '${process.execPath}' --no-warnings '${inRepository('tools/docs/src/guides/sqlite3.mjs')}' "$@"`,
    );
    this.#environment = {
      PATH: [bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
      HOME: join(this.folder, 'home'),
      TMPDIR: join(this.folder, 'tmp'),
      HOST_FACTORY_RUNTIME_DIR: join(this.folder, 'run'),
      NO_COLOR: '1',
      ...environment,
    };
  }

  /** The text with folders of a host replaced by those of the sandbox. */
  inside(text: string): string {
    return text.replaceAll(/(?<![\w.$}~/-])\/(etc|opt|var|srv|tmp|mnt|shared|backup)(?=[/\s'"]|$)/gm, (path) => `${this.folder}${path}`);
  }

  /** The other way round: what is printed speaks of a host again. */
  outside(text: string): string {
    return text.replaceAll(join(this.folder, 'home'), '~').replaceAll(this.folder, '');
  }

  /** Writes a file that a document shows, relative to the home of the sandbox. */
  write(name: string, text: string): void {
    const path = name.startsWith('/') ? this.inside(name) : join(this.folder, 'home', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, this.inside(text));
  }

  /** Runs a block of shell commands; the first that fails ends it. */
  sh(script: string): Promise<Run> {
    const text = [
      `[ ! -f '${this.#environmentFile}' ] || . '${this.#environmentFile}'`,
      `trap 'export -p > "${this.#environmentFile}"' EXIT`,
      'set -eu',
      this.inside(script),
    ].join('\n');
    return this.#run('/bin/sh', ['-c', text]);
  }

  /** Runs a TypeScript module with our packages installed. */
  module(code: string): Promise<Run> {
    const path = join(this.folder, 'home', `block-${process.hrtime.bigint()}.mts`);
    writeFileSync(path, code);
    return this.#run(process.execPath, ['--no-warnings', path]);
  }

  /** Ends the agents that were started, and removes everything. */
  dispose(): void {
    for (const name of readdirSync(this.folder, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('agent.json')) endAgent(join(this.folder, name));
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  #run(program: string, words: readonly string[]): Promise<Run> {
    const child = spawn(program, words, {
      cwd: join(this.folder, 'home'),
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    // The whole group: the shell may be waiting for a program of its own.
    const hang = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), HANG_MS);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => {
        clearTimeout(hang);
        resolve({ output: this.outside(output), exitCode });
      });
    });
  }
}

function linkPackages(modules: string): void {
  const scope = join(modules, '@hostwright');
  mkdirSync(scope, { recursive: true });
  for (const [name, folder] of Object.entries(PACKAGES)) symlinkSync(inRepository(folder), join(scope, name));
  // The schema library that the guides use; a plugin may use any other.
  symlinkSync(realpathSync(inRepository('tools/docs/node_modules/zod')), join(modules, 'zod'));
}

function writeCommand(path: string, line: string): void {
  writeFileSync(path, `#!/bin/sh\n${line}\n`);
  chmodSync(path, 0o755);
}

function endAgent(pointer: string): void {
  if (!existsSync(pointer)) return;
  const { pid } = JSON.parse(readFileSync(pointer, 'utf8')) as { pid?: number };
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
