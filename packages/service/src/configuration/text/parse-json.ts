import { ConfigurationError } from '../fault.js';
import { locateJson, type LocatedJson } from './locate-json.js';
import { positionOf } from './located.js';
import type { ParsedText } from './parse-yaml.js';

/** A parsed JSON text. */
export interface ParsedJson extends ParsedText {
  readonly located: () => LocatedJson['root'];
  /** Where keys stand twice in one object; of each the second. */
  readonly doubleKeys: () => LocatedJson['doubleKeys'];
}

/** Parses JSON. Messages give the place of a mistake and nothing of the text, which may be secret. @throws {ConfigurationError} */
export function parseJson(file: string, text: string): ParsedJson {
  const value = parse(file, text);
  let made: LocatedJson | undefined;
  const located = (): LocatedJson => (made ??= locateJson(text));
  return { value, located: () => located().root, doubleKeys: () => located().doubleKeys };
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const offset = mistakeAt(text, message);
    const what = offset === text.trimEnd().length ? 'the text ends too early' : 'a quote, comma or bracket is missing or too many';
    const told = `From here on it is not JSON: ${what}. Check that the file was written completely.`;
    throw new ConfigurationError([{ code: 'configuration-syntax', file, position: positionOf(text, offset), message: told }]);
  }
}

const UNPLACED = 'Unexpected token';

/** The engine does not always say where: then it is the end of the shortest beginning of the text with the same complaint. */
function mistakeAt(text: string, message: string): number {
  const stated = /at position (\d+)/.exec(message)?.[1];
  if (stated !== undefined) return Math.min(Number(stated), text.trimEnd().length);
  if (!message.startsWith(UNPLACED)) return text.trimEnd().length;
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (complaint(text.slice(0, middle)).startsWith(UNPLACED)) bad = middle;
    else good = middle;
  }
  return good;
}

function complaint(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
