import { type ErrorCode, LineCounter, parseDocument as parseYaml } from 'yaml';
import { invalid } from '../invalid.js';
import { depthProblem } from './unsafe.js';

/**
 * Parses the text of a configuration or template file, JSON or YAML by its name. Messages give the place of a mistake and nothing of the
 * text, which may be secret.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`
 */
export function parseDocument(path: string, text: string): unknown {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') throw invalid(`${path} is empty. Write it again, or remove it.`);
  const value = path.endsWith('.json') ? parseJson(path, body) : parseYamlText(path, body);
  const problem = depthProblem(value);
  if (problem !== undefined) throw invalid(`${path}: ${problem}`);
  return value;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const where = position === undefined ? 'where it ends' : placeOf(text, Number(position));
    throw invalid(`${path} is not JSON: the mistake is ${where}. Check that the file was written completely.`);
  }
}

function placeOf(text: string, index: number): string {
  const before = text.slice(0, index);
  return `at line ${before.split('\n').length}, column ${index - before.lastIndexOf('\n')}`;
}

function parseYamlText(path: string, text: string): unknown {
  const lines = new LineCounter();
  try {
    const document = parseYaml(text, { prettyErrors: false, lineCounter: lines, logLevel: 'error' });
    const [error] = document.errors;
    if (error === undefined) return document.toJS();
    const { line, col } = lines.linePos(error.pos[0]);
    throw invalid(`${path} is not YAML: ${tellMistake(error)} (line ${line}, column ${col}). Correct the file.`);
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`${path} is nested too deep. Check what wrote the file.`);
    if (error instanceof ReferenceError) throw invalid(`${path} uses too many aliases. Write out what they stand for.`);
    throw error;
  }
}

/** Sentences of the parser that repeat text of the file, or speak to programmers. */
const OWN_SENTENCES: { readonly [Code in ErrorCode]?: string } = {
  BAD_DQ_ESCAPE: 'There is an invalid escape sequence in double quotes',
  BAD_COLLECTION_TYPE: 'A tag does not suit what it stands before',
  MULTIPLE_DOCS: 'The file holds several documents; one is needed',
};

/** The parser's sentence. What it repeats of the file stands after a colon, and is left out. */
function tellMistake({ code, message }: { readonly code: ErrorCode; readonly message: string }): string {
  return OWN_SENTENCES[code] ?? message.replace(/(?<=\S): .*$/s, '');
}
