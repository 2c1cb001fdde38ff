import { createInterface, type Interface } from 'node:readline';
import { Refusal } from './refusal.js';

/** Where questions are asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** One question: an empty line takes the default, an answer with a problem is asked for again. */
export interface Question {
  readonly text: string;
  readonly suggestion: string | undefined;
  readonly problemOf: (answer: string) => string | undefined;
}

/** Somebody at a terminal. Lines that come before their question, as when several are pasted, wait for it. */
export class Questions implements Disposable {
  readonly #terminal: Interface;
  readonly #lines: string[] = [];
  #wake: (() => void) | undefined;
  #left = false;

  constructor(private readonly streams: Terminal) {
    this.#terminal = createInterface(streams);
    this.#terminal.on('line', (line) => {
      this.#lines.push(line);
      this.#wake?.();
    });
    // Ctrl-C, and Ctrl-D or the end of the input.
    this.#terminal.on('SIGINT', () => this.#terminal.close());
    this.#terminal.on('close', () => {
      this.#left = true;
      this.#wake?.();
    });
  }

  /** @throws {Refusal} when whoever is asked leaves */
  async ask({ text, suggestion, problemOf }: Question): Promise<string> {
    const prompt = `${text}${suggestion === undefined ? '' : ` (${suggestion})`}: `;
    for (;;) {
      this.streams.output.write(prompt);
      const answer = (await this.#line()).trim() || (suggestion ?? '');
      const problem = problemOf(answer);
      if (problem === undefined) return answer;
      this.streams.output.write(`${problem}\n`);
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#left) {
        this.streams.output.write('\n');
        throw new Refusal('left; nothing was made');
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  [Symbol.dispose](): void {
    this.#terminal.close();
  }
}
