import { writeFileSync } from 'node:fs';

/** A line for the judge. */
export interface RecordedCall {
  readonly call: string;
  readonly input: unknown;
  readonly answer: unknown;
  readonly exitCode: number | undefined;
  readonly callId: string | undefined;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** Every call of one site, in the order in which they were answered. */
export class Recorder {
  readonly #calls: RecordedCall[] = [];

  add(call: RecordedCall): void {
    this.#calls.push(call);
  }

  /** Ids of the requests that were acknowledged. */
  get requestIds(): readonly string[] {
    return this.#calls.flatMap(({ answer, exitCode }) => {
      const id = (answer as { readonly requestId?: unknown } | undefined)?.requestId;
      return exitCode === 0 && typeof id === 'string' ? [id] : [];
    });
  }

  write(file: string): void {
    writeFileSync(file, this.#calls.map((call) => `${JSON.stringify(call)}\n`).join(''));
  }
}

/** The value of a JSON text, with or without a byte order mark; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
