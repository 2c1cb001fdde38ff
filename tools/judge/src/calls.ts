import { readFileSync } from 'node:fs';
import { isObject } from './json.ts';

/** One call of Host Factory as the harness recorded it: one line of JSON. */
export interface RecordedCall {
  /** Name of the script, for example `requestMachines`. */
  readonly call: string;
  /** The input as JSON; undefined when it was not JSON. */
  readonly input: unknown;
  /** The one document that was printed; undefined when there was none, or something else. */
  readonly answer: unknown;
  /** Undefined when the call was killed before it ended. */
  readonly exitCode: number | undefined;
  /** Given where the harness minted it. */
  readonly callId: string | undefined;
  /** Clock of the host, in milliseconds since 1970; undefined where nobody noted it. */
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
}

/**
 * Reads recorded calls, oldest first.
 * @throws {Error} naming the line that is not a recorded call
 */
export function readCalls(file: string): readonly RecordedCall[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseCall(line, `${file}:${index + 1}`)]));
}

function parseCall(line: string, where: string): RecordedCall {
  const value: unknown = JSON.parse(line);
  if (!isObject(value) || typeof value['call'] !== 'string')
    throw new Error(`${where} is no recorded call: { call, input, answer, exitCode }`);
  return {
    call: value['call'],
    input: value['input'],
    answer: value['answer'] ?? undefined,
    exitCode: toNumber(value['exitCode']),
    callId: typeof value['callId'] === 'string' ? value['callId'] : undefined,
    startedAtMs: toNumber(value['startedAtMs']),
    endedAtMs: toNumber(value['endedAtMs']),
  };
}

function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
