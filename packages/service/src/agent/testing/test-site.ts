import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { CallName, Dialect } from '@hostwright/host-factory-protocol';
import { afterEach, vi } from 'vitest';
import { locateSite, type Site, type Variables } from '../../configuration/index.js';
import { readPointer } from '../pointer.js';
import { RUNTIME_DIRECTORY_VARIABLE } from '../runtime-folder.js';
import type { ProgramCommand } from './agent-program.js';
import { bundle, bundleFile } from './bundle.js';
import { temporaryFolders } from './temporary-folder.js';

/** Bundled once for all tests of a file: the program, and the mock provider as an installed plugin. */
export interface Programs {
  readonly program: string;
  /** Folder whose package.json names the plugin. */
  readonly plugins: string;
}

const PLUGIN_NAME = '@hostwright/provider-mock';

/** Builds what test sites need. */
export async function buildPrograms(folder: string): Promise<Programs> {
  const plugin = join(folder, 'node_modules', PLUGIN_NAME);
  mkdirSync(plugin, { recursive: true });
  writeJson(join(folder, 'package.json'), { name: 'test-site', private: true, dependencies: { [PLUGIN_NAME]: '0.1.0' } });
  writeJson(join(plugin, 'package.json'), {
    name: PLUGIN_NAME,
    version: '0.1.0',
    type: 'module',
    exports: './index.mjs',
    hostwright: { role: 'provider', providerId: 'mock', spec: 'v1-preview.1' },
  });
  const entry = fileURLToPath(new URL('../../../../../plugins/mock/src/index.ts', import.meta.url));
  await bundleFile({ name: 'index', entry, outDir: plugin });
  return { program: await bundle('agent-program', folder), plugins: folder };
}

/** What a test site's configuration says beside the usual. */
export interface SiteKeys {
  readonly agent?: 'auto' | 'off';
  readonly sharedWorkDirectory?: 'auto' | 'local' | 'shared';
  /** Settings of the mock cloud. */
  readonly settings?: object;
  readonly timing?: object;
  readonly hostFactory?: object;
  readonly log?: object;
  readonly connections?: readonly object[];
}

/** How a call ended. */
export interface CallEnd {
  readonly exitCode: number | null;
  readonly document: Readonly<Record<string, unknown>>;
}

/** A machine as the mock cloud's own file tells it. */
export interface CloudMachine {
  readonly id: string;
  readonly state: string;
}

/** A configuration folder, its work directory, and processes that work on it. */
export class TestSite {
  readonly directory: string;
  readonly workDirectory: string;
  readonly environment: Variables;
  readonly runtimeDirectory: string;
  readonly #children = new Set<ChildProcess>();

  constructor(
    folder: string,
    private readonly programs: Programs,
    keys: SiteKeys = {},
  ) {
    this.directory = join(folder, 'conf');
    this.workDirectory = join(folder, 'work');
    this.runtimeDirectory = join(folder, 'run');
    this.environment = { PATH: process.env['PATH'], [RUNTIME_DIRECTORY_VARIABLE]: this.runtimeDirectory, TEST_LINGER_MS: '1000' };
    mkdirSync(this.directory);
    this.configure(keys);
    this.writeTemplates([{ templateId: 'small', maxNumber: 100, machineType: 'mock.small' }]);
  }

  get site(): Site {
    return locateSite({ configDirectory: this.directory, environment: this.environment });
  }

  configure({ settings = {}, timing = {}, ...others }: SiteKeys): void {
    writeJson(join(this.directory, 'hostwright.json'), {
      version: 1,
      workDirectory: this.workDirectory,
      connections: [
        {
          name: 'mock-1',
          provider: 'mock',
          settings: { cloudFile: '${CONFIG_DIR}/mock-cloud.db', bootTimeMs: 100, terminateTimeMs: 100, ...settings },
        },
      ],
      plugins: { directory: this.programs.plugins },
      timing: { busySweepIntervalMs: 500, sweepIntervalMs: 1_000, ...timing },
      ...others,
    });
  }

  writeTemplates(templates: readonly object[]): void {
    writeJson(join(this.directory, 'templates.json'), { templates });
  }

  /** Starts an agent as a child of the test. Its end is what it printed. */
  startAgent(
    environment: Variables = {},
    options: { readonly largestFile?: number } = {},
  ): { readonly child: ChildProcess; readonly end: Promise<string> } {
    const child = this.#spawn(['agent', this.directory], environment, options.largestFile);
    return { child, end: outputOf(child).then(({ text }) => text.trim()) };
  }

  /** One call in a process of its own, the direct way. */
  async call(
    name: CallName,
    input: object = {},
    options: { readonly callId?: string; readonly dialect?: Dialect; readonly environment?: Variables } = {},
  ): Promise<CallEnd> {
    const { callId = randomUUID(), dialect = 'symphony', environment = {} } = options;
    const child = this.#spawn(['call', this.directory, name, callId, JSON.stringify(input), dialect], environment);
    const { exitCode, text } = await outputOf(child);
    return { exitCode, document: JSON.parse(text) as CallEnd['document'] };
  }

  /** Asks for machines, and answers the request's id. */
  async request(machineCount: number, options: Parameters<TestSite['call']>[2] = {}): Promise<string> {
    const { document } = await this.call('requestMachines', { template: { templateId: 'small', machineCount } }, options);
    if (typeof document['requestId'] !== 'string') throw new Error(`not accepted: ${JSON.stringify(document)}`);
    return document['requestId'];
  }

  /** Asks for a request's status, as Host Factory does. */
  async status(requestId: string): Promise<RequestStatus> {
    const { document } = await this.call('getRequestStatus', { requests: [{ requestId }] });
    return (document['requests'] as readonly RequestStatus[])[0] as RequestStatus;
  }

  /** Polls until a request is complete. */
  async complete(requestId: string): Promise<RequestStatus> {
    return vi.waitFor(
      async () => {
        const status = await this.status(requestId);
        if (status.status === 'running') throw new Error(`still running: ${JSON.stringify(status)}`);
        return status;
      },
      { timeout: 240_000, interval: 300 },
    );
  }

  /** What the cloud really runs. */
  machines(): readonly CloudMachine[] {
    const file = join(this.directory, 'mock-cloud.db');
    if (!existsSync(file)) return [];
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    try {
      return database.prepare('SELECT id, state FROM machines_now').all() as unknown as readonly CloudMachine[];
    } finally {
      database.close();
    }
  }

  liveMachines(): readonly CloudMachine[] {
    return this.machines().filter(({ state }) => state !== 'terminated');
  }

  /** Process id of the agent that the pointer names. */
  agentPid(): number | undefined {
    return readPointer(this.workDirectory)?.pid;
  }

  /** Everything in every log. */
  logText(): string {
    const folder = join(this.workDirectory, 'log');
    if (!existsSync(folder)) return '';
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  }

  logLines(name: string): readonly Readonly<Record<string, unknown>>[] {
    const path = join(this.workDirectory, 'log', name);
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Kills what the test started itself: calls, and agents that are its children. */
  async killCalls(): Promise<void> {
    const pids = [...this.#children].flatMap(({ pid }) => pid ?? []);
    await Promise.all(pids.map((pid) => killAndWait(pid)));
  }

  /** Ends whatever still works on the site. */
  async close(): Promise<void> {
    await this.killCalls();
    for (const pid of this.agentPids()) await killAndWait(pid);
  }

  /** Agents of this site that live, found by their command line: a pointer names only one. */
  agentPids(): readonly number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => commandLineOf(pid).join(' ').endsWith(`agent-program.mjs agent ${this.directory}`));
  }

  /** @param largestFile - the largest file that it may write, in blocks of 512 bytes: what a full disk looks like */
  #spawn(words: readonly [ProgramCommand, ...string[]], environment: Variables, largestFile?: number): ChildProcess {
    const node = [process.execPath, this.programs.program, ...words];
    const [command = '', ...rest] =
      largestFile === undefined ? node : ['/bin/sh', '-c', 'ulimit -f "$0" && exec "$@"', String(largestFile), ...node];
    const child = spawn(command, rest, {
      env: { ...this.environment, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }
}

/** One request of getRequestStatus. */
export interface RequestStatus {
  readonly status: string;
  readonly message: string;
  readonly machines: readonly { readonly machineId: string; readonly name: string; readonly result: string }[];
}

/** A new site for each call; whatever works on it is ended after the test, and its folder removed. */
export function testSites(programs: () => Programs): (keys?: SiteKeys) => TestSite {
  const sites: TestSite[] = [];
  const newFolder = temporaryFolders();
  afterEach(async () => {
    await Promise.all(sites.splice(0).map((site) => site.close()));
  });
  return (keys) => {
    const site = new TestSite(newFolder(), programs(), keys);
    sites.push(site);
    return site;
  };
}

/** Kills a process, and waits until it is no more. */
export async function killAndWait(pid: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (isAlive(pid)) process.kill(pid, signal);
  await vi.waitFor(
    () => {
      if (isAlive(pid)) throw new Error(`process ${pid} still lives`);
    },
    { timeout: 240_000, interval: 20 },
  );
}

/** Whether a process lives; one that only waits to be noted as dead does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function commandLineOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

function outputOf(child: ChildProcess): Promise<{ readonly exitCode: number | null; readonly text: string }> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, text }));
  });
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, JSON.stringify(value, undefined, 2));
}
