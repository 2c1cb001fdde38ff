import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerDocument, CallName } from '@hostwright/host-factory-protocol';
import { CommandError } from '../../cli/command-error.js';
import type { Io } from '../../cli/io.js';
import type { DemoSite } from './demo-site.js';

/** One call that was made. */
export interface DemoCall {
  readonly name: CallName;
  readonly durationMs: number;
  readonly exitCode: number | null;
  readonly answer: AnswerDocument;
}

/** Tries of a call that is told to ask again: the first one may come before the cloud's catalogue is known. */
const TRIES = 3;

/**
 * Makes calls as Host Factory does: an input file, the script under sh, one JSON document from stdout. Prints each; calls that only repeat
 * the one before, input and answer, are counted instead.
 */
export class DemoCaller {
  readonly calls: DemoCall[] = [];
  #printed = '';
  #repeats = 0;

  constructor(
    private readonly io: Io,
    private readonly site: DemoSite,
  ) {}

  /** @throws {CommandError} it fails again and again */
  async call<Answer extends AnswerDocument>(name: CallName, input: object): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const { exitCode, answer } = await this.#callOnce(name, input);
      if (exitCode === 0) return answer as Answer;
      if (tries === TRIES)
        throw new CommandError('demo-failed', `${name} fails. Run "host-factory demo --keep", and look into the folder log.`);
    }
  }

  async #callOnce(name: CallName, input: object): Promise<DemoCall> {
    const file = join(this.site.inputs, `${this.calls.length + 1}-${name}.json`);
    writeFileSync(file, JSON.stringify(input, undefined, 2));
    const startedAt = performance.now();
    const { text, exitCode } = await this.#run(join(this.site.scripts, `${name}.sh`), file);
    const durationMs = performance.now() - startedAt;
    this.#print(`$ ${name}.sh -f ${file}`, `  > ${JSON.stringify(input)}\n  < ${text.trimEnd()}\n  exit ${exitCode}`, durationMs);
    const call = { name, durationMs, exitCode, answer: JSON.parse(text) as AnswerDocument };
    this.calls.push(call);
    return call;
  }

  #print(command: string, exchange: string, durationMs: number): void {
    if (exchange === this.#printed) {
      this.#repeats += 1;
      return;
    }
    if (this.#repeats > 0) this.io.out(`  asked ${this.#repeats} more times, with the same answer\n`);
    this.#printed = exchange;
    this.#repeats = 0;
    this.io.out(`\n${command}\n${exchange}, ${durationMs.toFixed(0)} ms\n`);
  }

  async #run(script: string, file: string): Promise<{ readonly text: string; readonly exitCode: number | null }> {
    const child = spawn('/bin/sh', [script, '-f', file], { env: { ...this.site.environment }, stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const exitCode = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    return { text, exitCode };
  }
}
