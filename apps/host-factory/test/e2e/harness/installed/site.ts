import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Answer, MachineDocument, RequestDocument, TemplateDocument, WantedBackDocument } from '../documents.js';
import { endProcessesOf } from '../processes.js';
import { runProgram, SHELL } from '../script.js';
import { until } from '../until.js';
import type { Dialect, Program } from './program.js';

/** Text or JSON of each file, by its path below the site's folder. */
export type Files = Readonly<Record<string, string | object>>;

/** One deployment, called through the scripts as Host Factory does. */
export class Site {
  readonly folder: string;

  constructor(
    private readonly program: Program,
    readonly dialect: Dialect,
    private readonly instance: string,
    files: (folder: string) => Files,
  ) {
    // The harness ends processes of folders with such names alone.
    this.folder = mkdtempSync(join(program.root, 's-'));
    for (const name of ['conf', 'work', 'data', 'log', 'home']) mkdirSync(join(this.folder, name));
    for (const [name, content] of Object.entries(files(this.folder))) this.#write(name, content);
  }

  async templates(): Promise<readonly TemplateDocument[]> {
    return (await this.#succeeding('getAvailableTemplates', {})).document.templates ?? [];
  }

  /** Asks for machines, whatever comes of it. */
  tryRequest(templateId: string, machineCount: number): Promise<Answer> {
    const more = this.dialect === 'lsf' ? { rc_account: 'default', userData: {} } : {};
    return this.#call('requestMachines', { template: { templateId, machineCount }, ...more });
  }

  /** Asks for machines and polls until the request has ended. */
  async request(templateId: string, machineCount: number): Promise<RequestDocument> {
    const answer = await this.tryRequest(templateId, machineCount);
    if (answer.exitCode !== 0) throw new Error(`exit code ${answer.exitCode}: ${answer.stdout}${answer.stderr}`);
    return this.ended(answer.document.requestId ?? '');
  }

  /** Asks for machines and polls until it was told of so many that run; the request itself may go on. */
  async delivered(templateId: string, machineCount: number): Promise<readonly MachineDocument[]> {
    const requestId = (await this.tryRequest(templateId, machineCount)).document.requestId ?? '';
    return until(
      async () => {
        const running = (await this.status(requestId)).machines.filter(({ result }) => result === 'succeed');
        return running.length >= machineCount && running;
      },
      { what: `${machineCount} machines of ${requestId}` },
    );
  }

  /** Gives machines back and polls until that has ended. */
  async giveBack(machines: readonly Pick<MachineDocument, 'machineId' | 'name'>[]): Promise<void> {
    const { requestId } = (await this.#succeeding('requestReturnMachines', { machines })).document;
    // LSF is given no request to ask about when nothing is left to return.
    if (requestId !== undefined) await this.ended(requestId);
  }

  /** Which of these the provider wants back; asks until there is one. */
  wantedBack(machines: readonly MachineDocument[]): Promise<readonly WantedBackDocument[]> {
    return until(
      async () => {
        const requests = await this.returnRequests(machines);
        return requests.length > 0 && requests;
      },
      { what: 'a machine that is wanted back' },
    );
  }

  /** What it is told of a request now. */
  async status(requestId: string): Promise<RequestDocument> {
    const { requests } = (await this.#succeeding('getRequestStatus', { requests: [{ requestId }] })).document;
    const [request] = requests ?? [];
    if (request === undefined) throw new Error(`no answer about ${requestId}`);
    return request;
  }

  /** Which of these the provider wants back right now. */
  async returnRequests(machines: readonly MachineDocument[]): Promise<readonly WantedBackDocument[]> {
    const input = { machines: machines.map(({ name, machineId }) => ({ name, machineId })) };
    return (await this.#succeeding('getReturnRequests', input)).document.requests ?? [];
  }

  async dispose(): Promise<void> {
    await endProcessesOf(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Polls until a request has ended. */
  ended(requestId: string): Promise<RequestDocument> {
    return until(
      async () => {
        const document = await this.status(requestId);
        return document.status !== 'running' && document;
      },
      { what: `the end of ${requestId}` },
    );
  }

  async #succeeding(name: string, input: object): Promise<Answer> {
    const answer = await this.#call(name, input);
    if (answer.exitCode !== 0) throw new Error(`${name}: exit code ${answer.exitCode}: ${answer.stdout}${answer.stderr}`);
    return answer;
  }

  #call(name: string, input: object): Promise<Answer> {
    const file = this.#write(`in-${name}.json`, JSON.stringify(input, undefined, '\t'));
    return runProgram({ command: [SHELL, this.program.script(this.dialect, name), '-f', file], environment: this.#environment() });
  }

  #environment(): Readonly<Record<string, string>> {
    const { folder, dialect } = this;
    const common = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: join(folder, 'home'),
      XDG_CACHE_HOME: join(this.program.root, 'cache'),
      HOST_FACTORY_RUNTIME_DIR: join(folder, 'run'),
    };
    const [conf, log] = [join(folder, 'conf'), join(folder, 'log')];
    return dialect === 'lsf'
      ? { ...common, PROVIDER_NAME: this.instance, PRO_CONF_DIR: folder, PRO_DATA_DIR: join(folder, 'data'), PRO_LSF_LOGDIR: log }
      : {
          ...common,
          HF_PROVIDER_NAME: this.instance,
          HF_PROVIDER_CONFDIR: conf,
          HF_PROVIDER_WORKDIR: join(folder, 'work'),
          HF_PROVIDER_LOGDIR: log,
        };
  }

  #write(name: string, content: string | object): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2), { mode: 0o600 });
    return path;
  }
}
