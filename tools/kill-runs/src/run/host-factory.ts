import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agents } from './agents.js';
import type { Recorder } from './recorder.js';
import { type Ended, runProgram } from './run-program.js';
import type { Site } from './site.js';
import { callOverSocket } from './socket-call.js';
import { until } from './until.js';

/** One machine as a status answer tells of it. */
export interface ToldMachine {
  readonly machineId: string;
  readonly name: string;
  readonly result: string;
}

/** One request as a status answer tells of it. */
export interface ToldRequest {
  readonly requestId: string;
  readonly status: string;
  readonly message: string;
  readonly machines: readonly ToldMachine[];
}

interface Document {
  readonly requestId?: string;
  readonly requests?: readonly (ToldRequest & { readonly machine?: string })[];
}

/** Which resource manager calls. */
type Dialect = 'symphony' | 'lsf';

/** What LSF sends with each request beside what Symphony sends. */
const REQUEST_OF: Readonly<Record<Dialect, object>> = { symphony: {}, lsf: { rc_account: 'default', userData: {} } };

/** How a call goes beside the usual way. */
export interface CallOptions {
  /** In this environment, by a process of its own. @default the socket first, and the site's environment */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Host Factory: calls as the generated scripts do, the agent's socket first, then a process of its own, under one call id on every path. */
export class HostFactory {
  readonly #running = new Set<ChildProcess>();
  #calls = 0;

  constructor(
    private readonly site: Site,
    private readonly agents: Agents,
    private readonly recorder: Recorder,
    private readonly dialect: Dialect,
  ) {}

  /** Processes that answer a call just now. */
  get running(): readonly number[] {
    return [...this.#running].flatMap(({ pid }) => pid ?? []);
  }

  /** Asks what there is, as Host Factory does first of all; it makes the work directory. */
  async templates(): Promise<void> {
    await until('an answer to getAvailableTemplates', async () => this.#call('getAvailableTemplates', {}, this.#newCallId()));
  }

  /** Asks for machines until that is acknowledged, and answers the request's id. */
  async request(templateId: string, machineCount: number, options?: CallOptions): Promise<string> {
    return (
      (await this.#acknowledged('requestMachines', { template: { templateId, machineCount }, ...REQUEST_OF[this.dialect] }, options)) ?? ''
    );
  }

  /** Gives machines back until that is acknowledged. */
  async giveBack(machines: readonly ToldMachine[]): Promise<string> {
    const named = machines.map(({ machineId, name }) => ({ machineId, name }));
    return (await this.#acknowledged('requestReturnMachines', { machines: named })) ?? '';
  }

  /** Polls until a request has ended. */
  end(requestId: string): Promise<ToldRequest> {
    return until(`the end of ${requestId}`, async () => {
      await this.agents.ensure();
      const told = await this.status(requestId);
      return told?.status.startsWith('complete') === true ? told : undefined;
    });
  }

  /** Undefined when the call was killed or refused. */
  async status(requestId: string, options?: CallOptions): Promise<ToldRequest | undefined> {
    const document = await this.#call('getRequestStatus', { requests: [{ requestId }] }, this.#newCallId(), options);
    return document?.requests?.find((request) => request.requestId === requestId);
  }

  /** Names of machines that the cloud wants back. */
  async wantedBack(machines: readonly ToldMachine[]): Promise<readonly string[]> {
    const input = { machines: machines.map(({ machineId, name }) => ({ machineId, name })) };
    const document = await this.#call('getReturnRequests', input, this.#newCallId());
    return document?.requests?.flatMap(({ machine }) => machine ?? []) ?? [];
  }

  /** Calls that bring whatever is open forward; in the inline environment they work by themselves, whoever else does. */
  async nudge(options?: CallOptions): Promise<void> {
    await this.#ask(this.recorder.open, options);
    await this.#call('getReturnRequests', {}, this.#newCallId(), options);
  }

  /** Asks once more about every request that ever was: what was told at its end must not have changed. */
  async askAgain(): Promise<void> {
    await this.#ask(this.recorder.acknowledged);
  }

  async #ask(requestIds: readonly string[], options?: CallOptions): Promise<void> {
    if (requestIds.length === 0) return;
    await this.#call('getRequestStatus', { requests: requestIds.map((requestId) => ({ requestId })) }, this.#newCallId(), options);
  }

  /** Runs a command for people, again and again until it ends well: it may be killed. */
  async command(words: readonly string[]): Promise<void> {
    await until(words.join(' '), async () => (await this.#run(words, this.site.environment())).exitCode === 0 || undefined);
  }

  async #acknowledged(name: string, input: object, options?: CallOptions): Promise<string | undefined> {
    const callId = this.#newCallId();
    return until(`an acknowledged ${name}`, async () => (await this.#call(name, input, callId, options))?.requestId);
  }

  /** Answers the document of a call that ended with 0. */
  async #call(name: string, input: object, callId: string, options: CallOptions = {}): Promise<Document | undefined> {
    const startedAtMs = Date.now();
    const text = JSON.stringify(input);
    const ended =
      (options.environment === undefined ? await this.#overSocket(name, callId, text) : undefined) ??
      (await this.#direct(name, callId, text, options));
    const answer = documentOf(ended.stdout);
    this.recorder.add({ call: name, input, answer, exitCode: ended.exitCode, callId, startedAtMs, endedAtMs: Date.now() });
    return ended.exitCode === 0 ? answer : undefined;
  }

  async #overSocket(name: string, callId: string, text: string): Promise<Ended | undefined> {
    const answer = await callOverSocket(this.site, { name, callId, dialect: this.dialect, input: text });
    return answer === undefined ? undefined : { exitCode: answer.exitCode, stdout: answer.text, stderr: '' };
  }

  #direct(name: string, callId: string, text: string, { environment }: CallOptions): Promise<Ended> {
    const file = join(this.site.root, 'in', `${callId}.json`);
    writeFileSync(file, text);
    const words = [name, '-f', file, '--call-id', callId, '--dialect', this.dialect, '--config', this.site.configurationFolder];
    return this.#run(words, environment ?? this.site.environment());
  }

  async #run(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
    let running: ChildProcess | undefined;
    const started = (child: ChildProcess): void => {
      running = child;
      this.#running.add(child);
    };
    try {
      return await runProgram({ words: [this.site.programs.programPath, ...words], environment, started });
    } finally {
      if (running !== undefined) this.#running.delete(running);
    }
  }

  #newCallId(): string {
    return `call-${(this.#calls += 1)}`;
  }
}

function documentOf(text: string): Document | undefined {
  try {
    return JSON.parse(text) as Document;
  } catch {
    return undefined;
  }
}
