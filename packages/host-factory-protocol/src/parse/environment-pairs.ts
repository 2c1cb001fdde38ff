import type { Tag } from '@hostwright/core';
import { ProtocolError } from '../protocol-error.js';
import { isJsonObject, wrongType } from './values.js';

/** What a POSIX shell can export; anything else would end up as code in a start script. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads user data of a request, which machines see as environment: an object, or LSF's text form `name=value;name2=value2`.
 * A name given twice keeps its last value.
 *
 * @throws {ProtocolError} `wrong-type` for a value that is neither text, number nor true or false; `not-supported` for a name that no
 *   shell can export. Values are never repeated in messages.
 */
export function parseEnvironmentPairs(value: unknown, path: string): readonly Tag[] {
  if (value === undefined || value === null) return [];
  const pairs = typeof value === 'string' ? pairsOfText(value, path) : pairsOfObject(value, path);
  const byName = new Map<string, string>();
  for (const { key, value: text } of pairs) {
    if (!NAME.test(key)) throw badName(path);
    byName.set(key, text);
  }
  return [...byName].map(([key, text]) => ({ key, value: text }));
}

function pairsOfText(text: string, path: string): readonly Tag[] {
  const pieces = text.split(';').filter((piece) => piece.trim() !== '');
  return pieces.map((piece) => {
    const split = piece.indexOf('=');
    if (split < 0) {
      throw new ProtocolError('wrong-type', path, 'a part has no "=". Write user data as name=value;name2=value2.');
    }
    return { key: piece.slice(0, split).trim(), value: piece.slice(split + 1).trim() };
  });
}

function pairsOfObject(value: unknown, path: string): readonly Tag[] {
  if (!isJsonObject(value)) throw wrongType(value, path, 'an object or text of the form name=value;name2=value2 is needed');
  return Object.entries(value).map(([key, entry]) => ({ key, value: textOf(entry, path) }));
}

function textOf(value: unknown, path: string): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrongType(value, path, 'each value must be text, a number, or true or false');
}

function badName(path: string): ProtocolError {
  return new ProtocolError(
    'not-supported',
    path,
    'a name is not one that a shell can export. Use letters, digits and "_", not beginning with a digit.',
  );
}
