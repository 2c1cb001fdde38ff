import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  Answer,
  MachineDocument,
  RequestDocument,
  TemplateDocument,
} from '../../../../apps/host-factory/test/e2e/harness/documents.js';
import { endProcessesOf } from '../../../../apps/host-factory/test/e2e/harness/processes.js';
import { runProgram, SHELL } from '../../../../apps/host-factory/test/e2e/harness/script.js';
import { until } from '../../../../apps/host-factory/test/e2e/harness/until.js';
import type { Dialect, Program } from './program.js';

/** Text or JSON of each file, by its path below the site's folder. */
export type Files = Readonly<Record<string, string | object>>;

/** One deployment, called through the scripts as Host Factory does. */
export class Site {
  readonly folder: string;

  constructor(
    private readonly program: Program,
    private readonly dialect: Dialect,
    files: Files,
  ) {
    this.folder = mkdtempSync(join(program.root, 's-'));
    for (const name of ['conf', 'work', 'data', 'log', 'home']) mkdirSync(join(this.folder, name));
    for (const [name, content] of Object.entries(files)) this.#write(name, content);
  }

  async templates(): Promise<readonly TemplateDocument[]> {
    return (await this.#call('getAvailableTemplates', {})).document.templates ?? [];
  }

  /** Asks for machines and polls until the request has ended. */
  async request(templateId: string, machineCount: number): Promise<RequestDocument> {
    const more = this.dialect === 'lsf' ? { rc_account: 'default', userData: {} } : {};
    const answer = await this.#call('requestMachines', { template: { templateId, machineCount }, ...more });
    return this.#ended(answer.document.requestId ?? '');
  }

  /** Gives machines back and polls until that has ended. */
  async giveBack(machines: readonly Pick<MachineDocument, 'machineId' | 'name'>[]): Promise<void> {
    const { requestId } = (await this.#call('requestReturnMachines', { machines })).document;
    // LSF is given no request to ask about when nothing is left to return.
    if (requestId !== undefined) await this.#ended(requestId);
  }

  async dispose(): Promise<void> {
    await endProcessesOf(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #ended(requestId: string): Promise<RequestDocument> {
    const ask = async (): Promise<RequestDocument | false> => {
      const [request] = (await this.#call('getRequestStatus', { requests: [{ requestId }] })).document.requests ?? [];
      if (request === undefined) throw new Error(`no answer about ${requestId}`);
      return request.status !== 'running' && request;
    };
    return until(ask, { what: `the end of ${requestId}` });
  }

  async #call(name: string, input: object): Promise<Answer> {
    const file = this.#write(`in-${name}.json`, input);
    const answer = await runProgram({
      command: [SHELL, this.program.script(this.dialect, name), '-f', file],
      environment: this.#environment(),
    });
    if (answer.exitCode !== 0) throw new Error(`${name}: exit code ${answer.exitCode}: ${answer.stdout}${answer.stderr}`);
    return answer;
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
      ? { ...common, PROVIDER_NAME: 'openshift', PRO_CONF_DIR: folder, PRO_DATA_DIR: join(folder, 'data'), PRO_LSF_LOGDIR: log }
      : {
          ...common,
          HF_PROVIDER_NAME: 'k8s-hf',
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
