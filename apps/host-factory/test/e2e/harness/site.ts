import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { type Keys, configurationOf, type SiteOptions } from './configuration.js';
import type { Answer } from './documents.js';
import { endProcessesOf, isAlive, kill } from './processes.js';
import { jsonOf, Recorder } from './recorder.js';
import { runProgram, SHELL } from './script.js';
import { until } from './until.js';
import type { Dialect } from './variants.js';

/** Host Factory's five calls. */
export type CallName = 'getAvailableTemplates' | 'requestMachines' | 'requestReturnMachines' | 'getRequestStatus' | 'getReturnRequests';

/** What one call is given beside its input. */
export interface CallOptions {
  /** Aborted: the script is killed. */
  readonly signal?: AbortSignal;
  /** Over the site's own environment. */
  readonly environment?: Readonly<{ [name: string]: string }>;
}

/** The site as a scenario describes it. */
export interface Plan extends SiteOptions {
  readonly dialect: Dialect;
  /** Part of every path. @default nothing special */
  readonly folderName?: string;
  /** Further variables of the scheduler's environment. */
  readonly environment?: Readonly<{ [name: string]: string }>;
}

const INSTANCE = 'mockinst';
const PROVIDER_FOLDERS: Readonly<{ [Key in Dialect]: string }> = { symphony: 'work', lsf: `data/${INSTANCE}` };

/** One deployment: its folders, its environment, and the scripts that are called in it. */
export class Site {
  readonly dialect: Dialect;
  readonly root: string;
  readonly recorder = new Recorder();
  #inputs = 0;

  constructor(readonly plan: Plan) {
    this.dialect = plan.dialect;
    this.root = mkdtempSync(join(inject('runFolder'), plan.folderName ?? 's-'));
    for (const folder of ['conf', 'in', 'log', 'home', dirname(PROVIDER_FOLDERS[plan.dialect])]) {
      mkdirSync(join(this.root, folder), { recursive: true });
    }
    this.configure({});
  }

  get configurationFolder(): string {
    return join(this.root, 'conf');
  }

  get cloudFile(): string {
    return join(this.configurationFolder, 'mock-cloud.db');
  }

  get workFolder(): string {
    return join(this.root, PROVIDER_FOLDERS[this.dialect]);
  }

  get logFolder(): string {
    return join(this.root, 'log');
  }

  /** Host Factory's environment, and nothing of the test's own. */
  get environment(): Readonly<{ [name: string]: string }> {
    return {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: join(this.root, 'home'),
      // Compiled code is shared between sites: it is the same program.
      XDG_CACHE_HOME: join(inject('runFolder'), 'cache'),
      // A socket's path is short by law.
      HOST_FACTORY_RUNTIME_DIR: join(this.root, 'run').length < 80 ? join(this.root, 'run') : join(inject('runFolder'), 'run'),
      ...ENVIRONMENTS[this.dialect](this),
      ...this.plan.environment,
    };
  }

  /** Writes the configuration file anew, with changes. */
  configure(changes: Partial<SiteOptions>): void {
    const file = join(this.configurationFolder, 'hostwright.json');
    writeFileSync(file, JSON.stringify(configurationOf({ ...this.plan, ...changes }), undefined, 2));
  }

  /** Runs one script with an input as Host Factory writes it. */
  call(name: CallName, input: Keys, options: CallOptions = {}): Promise<Answer> {
    return this.callWithText(name, JSON.stringify(input, undefined, '\t'), options);
  }

  /** Runs one script with any text as its input file. */
  callWithText(name: CallName, text: string, options: CallOptions = {}): Promise<Answer> {
    return this.callWithFile(name, this.writeInput(text), options, jsonOf(text));
  }

  /** Runs one script with any file. */
  async callWithFile(name: CallName, file: string, options: CallOptions = {}, input?: unknown): Promise<Answer> {
    return this.#record(name, input, undefined, () =>
      runProgram({
        command: [SHELL, this.script(name), '-f', file],
        environment: { ...this.environment, ...options.environment },
        signal: options.signal,
      }),
    );
  }

  /** Runs one call of the program itself, under a call id of our own. */
  async callDirectly(name: CallName, input: Keys, callId: string): Promise<Answer> {
    const file = this.writeInput(JSON.stringify(input));
    return this.#record(name, input, callId, () => this.run([name, '-f', file, '--call-id', callId, '--dialect', this.dialect]));
  }

  /** Asks a running agent under a call id of our own, as the scripts do; nothing where none listens. */
  async callOverSocket(name: CallName, input: Keys, callId: string): Promise<readonly Answer[]> {
    const pointer = join(this.workFolder, 'agent.sock.path');
    if (!existsSync(pointer)) return [];
    const socket = readFileSync(pointer, 'utf8').trim();
    const headers = [`X-Call-Id: ${callId}`, `X-Dialect: ${this.dialect}`].flatMap((header) => ['-H', header]);
    const words = ['-q', '-s', '--unix-socket', socket, ...headers, '--data-binary', JSON.stringify(input), `http://agent/v1/hf/${name}`];
    return [await this.#record(name, input, callId, () => runProgram({ command: ['curl', ...words], environment: this.environment }))];
  }

  /** Runs the program with any words. */
  run(words: readonly string[]): Promise<Answer> {
    return runProgram({ command: [process.execPath, inject('programPath'), ...words], environment: this.environment });
  }

  script(name: CallName): string {
    const folder = join(inject('runFolder'), 'scripts', this.dialect);
    return join(folder, this.dialect === 'lsf' ? 'scripts' : '', `${name}.sh`);
  }

  writeInput(text: string): string {
    const file = join(this.root, 'in', `hf_in_${(this.#inputs += 1)}`);
    writeFileSync(file, text);
    return file;
  }

  /** Process id of the agent that runs; undefined when none does. */
  get agentPid(): number | undefined {
    try {
      const { pid } = JSON.parse(readFileSync(join(this.workFolder, 'agent.json'), 'utf8')) as { readonly pid: number };
      return isAlive(pid) ? pid : undefined;
    } catch {
      return undefined;
    }
  }

  /** The agent, once it answers on its socket. */
  agent(): Promise<number> {
    return until(() => (existsSync(join(this.workFolder, 'agent.sock.path')) ? this.agentPid : undefined), { what: 'an agent' });
  }

  /** Kills the agent where one runs. */
  async killAgent(): Promise<void> {
    const pid = this.agentPid;
    if (pid === undefined) return;
    kill(pid);
    await until(() => !isAlive(pid), { what: 'the end of a killed agent', intervalMs: 5 });
  }

  /** Ends whatever works for this site, and removes its folders. */
  async dispose(): Promise<void> {
    await endProcessesOf(this.root);
    rmSync(this.root, { recursive: true, force: true });
  }

  async #record(call: CallName, input: unknown, callId: string | undefined, run: () => Promise<Answer>): Promise<Answer> {
    const startedAtMs = Date.now();
    const answer = await run();
    this.recorder.add({
      call,
      input,
      answer: jsonOf(answer.stdout),
      exitCode: answer.exitCode,
      callId,
      startedAtMs,
      endedAtMs: Date.now(),
    });
    return answer;
  }
}

const ENVIRONMENTS: Readonly<{ [Key in Dialect]: (site: Site) => Readonly<{ [name: string]: string }> }> = {
  symphony: ({ root, configurationFolder, workFolder, logFolder }) => ({
    HF_TOP: '/opt/ibm/spectrumcomputing/hostfactory',
    HF_VERSION: '1.2',
    HF_CONFDIR: root,
    HF_WORKDIR: root,
    HF_LOGDIR: logFolder,
    HF_PROVIDER_NAME: INSTANCE,
    HF_PROVIDER_CONFDIR: configurationFolder,
    HF_PROVIDER_WORKDIR: workFolder,
    HF_PROVIDER_LOGDIR: logFolder,
  }),
  lsf: ({ root, logFolder }) => ({
    PRO_LSF_TOP: '/opt/lsf',
    PRO_CONF_DIR: root,
    PRO_DATA_DIR: join(root, 'data'),
    PRO_LSF_LOGDIR: logFolder,
    PROVIDER_NAME: INSTANCE,
    SCRIPT_OPTIONS: '-DclusterName=cluster1',
  }),
};
