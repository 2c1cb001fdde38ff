import { isSecretName } from '../agent/log/line-logger.js';
import { secretBlocks } from './secret-blocks.js';

/** What a text states behind a name that promises a secret. */
export interface StatedSecret {
  readonly key: string;
  readonly value: string;
}

const KEY = /["']?([\w.-]{1,64})["']?[ \t]*:[ \t]*/g;
/** A file of nothing but such names must not take hours. */
const MAX_STATED = 1_000;
/** As much as user data may be, with room for what it is quoted with. */
const MAX_LENGTH = 32 * 1024;
const BLOCK_MARK = /^[|>][-+\d]*\s*(?:#.*)?$/;

/** Finds secrets in a text that no parser takes: behind a key, and in the lines that belong to one. Rather too much than too little. */
export function secretsInText(text: string): readonly StatedSecret[] {
  const lines = text.split(/\r?\n/);
  const blocks = secretBlocks(lines).map(({ from, to }) => ({
    key: KEY_NAME.exec(lines[from] ?? '')?.[1] ?? '',
    value: lines
      .slice(from + 1, to)
      .map((line) => line.trim())
      .join('\n'),
  }));
  return [...lines.flatMap(inLine), ...blocks].filter(({ value }) => value !== '').slice(0, MAX_STATED);
}

const KEY_NAME = /([\w$.-]{1,64})["']?[ \t]*:/;

function inLine(line: string): readonly StatedSecret[] {
  const keys = [...line.matchAll(KEY)].filter(([, key = '']) => isSecretName(key)).slice(0, MAX_STATED);
  return keys.flatMap((found): readonly StatedSecret[] => {
    const [whole, key = ''] = found;
    const rest = line.slice(found.index + whole.length, found.index + whole.length + MAX_LENGTH).trim();
    return BLOCK_MARK.test(rest) ? [] : [...new Set(valuesOf(rest))].map((value) => ({ key, value }));
  });
}

/** What follows a key, as each way of writing has it: quoted, within brackets, or to the end of the line. */
function valuesOf(rest: string): readonly string[] {
  const [quoted] = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(rest) ?? [];
  if (quoted !== undefined) return [quoted.slice(1, -1), unquoted(quoted)];
  const plain = withoutEnd(rest.replace(/^["']/, ''));
  return [plain, plain.split(/[,}\]]/, 1)[0]?.trim() ?? ''];
}

/** Without quotation marks, commas and spaces at its end. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /["',\s]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function unquoted(quoted: string): string {
  if (quoted.startsWith("'")) return quoted.slice(1, -1).replaceAll("''", "'");
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
