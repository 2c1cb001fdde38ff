import { ProtocolError } from '../protocol-error.js';

/**
 * Largest input file that is read, in bytes. Host Factory's largest is the list of all hosts of a provider, about 120 bytes each; this
 * takes 100,000 of them. Whoever reads the file stops after this many bytes and one more.
 */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/** Deepest nesting of lists and objects; the protocol itself needs 4. */
export const MAX_INPUT_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** The refusal of an input of more than {@link MAX_INPUT_BYTES}, for whoever stops reading it there. */
export function tooLarge(): ProtocolError {
  return new ProtocolError(
    'too-large',
    '$',
    `the input is larger than ${MAX_INPUT_BYTES / 1024 / 1024} MiB. Split it into several calls, or check what wrote the file.`,
  );
}

/**
 * Reads the text of an input file. A byte order mark is passed over, and an empty file means `{}`, as Host Factory's own readers take it.
 *
 * @throws {ProtocolError} `too-large`, `too-deep`, `not-json` or `truncated`
 */
export function parseJsonText(text: string): unknown {
  // A character takes at least one byte, so that nothing within the limit is refused here.
  if (text.length > MAX_INPUT_BYTES) throw tooLarge();
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') return {};
  refuseDeepNesting(body);
  try {
    return JSON.parse(body);
  } catch (error) {
    throw syntaxError(body, error);
  }
}

/** Looks at brackets alone, before the parser builds anything: millions of nested lists fit into a small file. */
function refuseDeepNesting(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (CLOSING.has(code)) depth -= 1;
    else if (OPENING.has(code)) {
      depth += 1;
      if (depth > MAX_INPUT_DEPTH) throw tooDeep(text, index);
    }
  }
}

function tooDeep(text: string, index: number): ProtocolError {
  const problem = `lists and objects are nested more than ${MAX_INPUT_DEPTH} deep ${positionOf(text, index)}. Check what wrote the file.`;
  return new ProtocolError('too-deep', '$', problem);
}

/** The parser's own message repeats the text around the mistake, which may be user data: only its position is taken, where it has one. */
function syntaxError(text: string, cause: unknown): ProtocolError {
  const message = cause instanceof Error ? cause.message : '';
  const found = /at position (\d+)/.exec(message)?.[1];
  const position = found === undefined ? undefined : Number(found);
  const atEnd = position !== undefined && position >= text.trimEnd().length;
  if (atEnd || /Unexpected end|Unterminated string/.test(message)) {
    const problem = `the JSON text ends too early, after ${text.length} characters. Check that the file was written completely.`;
    return new ProtocolError('truncated', '$', problem);
  }
  const where = position === undefined ? '' : ` ${positionOf(text, position)}`;
  return new ProtocolError('not-json', '$', `this is not JSON${where}. Give the call the JSON file that Host Factory wrote.`);
}

function positionOf(text: string, index: number): string {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  return `at line ${line}, column ${index - before.lastIndexOf('\n')}`;
}
