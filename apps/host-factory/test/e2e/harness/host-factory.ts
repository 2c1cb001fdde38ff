import type { Answer, MachineDocument, RequestDocument, TemplateDocument, WantedBackDocument } from './documents.js';
import type { Site } from './site.js';
import { until } from './until.js';

/** What became of one machine that was given back. */
export type Returned = Pick<MachineDocument, 'machineId' | 'result'>;

/** What the scheduler's Host Factory does with the scripts of one site. */
export class HostFactory {
  constructor(readonly site: Site) {}

  async templates(): Promise<readonly TemplateDocument[]> {
    return (await this.#succeeding(this.site.call('getAvailableTemplates', {}))).document.templates ?? [];
  }

  /** Asks for machines and answers the request's id. */
  async request(templateId: string, machineCount: number): Promise<string> {
    const { document } = await this.#succeeding(this.tryRequest(templateId, machineCount));
    return document.requestId ?? '';
  }

  /** The same, whatever comes of it. */
  tryRequest(templateId: string, machineCount: number, signal?: AbortSignal): Promise<Answer> {
    const input = { template: { templateId, machineCount }, ...(this.site.dialect === 'lsf' && { rc_account: 'default', userData: {} }) };
    return this.site.call('requestMachines', input, signal === undefined ? {} : { signal });
  }

  async status(requestId: string): Promise<RequestDocument> {
    const [document] = await this.statuses([requestId]);
    if (document === undefined) throw new Error(`nothing was said of ${requestId}`);
    return document;
  }

  async statuses(requestIds: readonly string[]): Promise<readonly RequestDocument[]> {
    const input = { requests: requestIds.map((requestId) => ({ requestId })) };
    return (await this.#succeeding(this.site.call('getRequestStatus', input))).document.requests ?? [];
  }

  /** Polls as Host Factory does, until a request has ended. */
  end(requestId: string, timeoutMs?: number): Promise<RequestDocument> {
    return until(
      async () => {
        const document = await this.status(requestId);
        return document.status === 'running' ? undefined : document;
      },
      { what: `the end of ${requestId}`, ...(timeoutMs !== undefined && { timeoutMs }) },
    );
  }

  /** Polls until a request was given all its machines, and answers them. */
  async machines(templateId: string, count: number): Promise<readonly MachineDocument[]> {
    const { status, machines, message } = await this.end(await this.request(templateId, count));
    if (status !== 'complete' || machines.length !== count) throw new Error(`${machines.length} of ${count}: ${status} ${message}`);
    return machines;
  }

  /** Gives machines back; undefined where the answer is that none is left to return. */
  async giveBack(machines: readonly { readonly machineId?: string; readonly name?: string }[]): Promise<string | undefined> {
    return (await this.#succeeding(this.site.call('requestReturnMachines', { machines }))).document.requestId;
  }

  /**
   * Gives machines back, waits until that has ended, and answers what became of each. LSF is given no request to ask about when all of them
   * had ended by the time of the answer.
   */
  async giveBackAndWait(machines: readonly { readonly machineId?: string; readonly name?: string }[]): Promise<readonly Returned[]> {
    const requestId = await this.giveBack(machines);
    if (requestId === undefined) return machines.map(({ machineId = '' }) => ({ machineId, result: 'succeed' }));
    const { machines: told } = await this.end(requestId);
    return told.map(({ machineId, result }) => ({ machineId, result }));
  }

  /** Which of these machines the provider wants back; of all, when none are named. */
  async wantedBack(machines: readonly MachineDocument[] = []): Promise<readonly WantedBackDocument[]> {
    const input = { machines: machines.map(({ name, machineId }) => ({ name, machineId })) };
    return (await this.#succeeding(this.site.call('getReturnRequests', input))).document.requests ?? [];
  }

  async #succeeding(run: Promise<Answer>): Promise<Answer> {
    const answer = await run;
    if (answer.exitCode !== 0) throw new Error(`exit code ${answer.exitCode}: ${answer.stdout}${answer.stderr}`);
    return answer;
  }
}
