import { isSecretName } from '../agent/log/line-logger.js';
import { isKnownName } from './known-keys.js';
import { secretBlocks } from './secret-blocks.js';

const MASK = '***';
/** Of a setting that is known it tells nothing; elsewhere it may be a PIN. */
const NUMBER = /^-?\d{1,12}\s*(?:#.*)?$/;
/** Values that tell nothing but the setting itself. */
const PLAIN = /^(?:true|false|null|~|auto|off|\[\]|\{\}|"\*?[\w./*-]{0,40}\.(?:json|ya?ml)"|env:\w+|file:\S+)?\s*(?:#.*)?$/;

/**
 * The text of a configuration file that cannot be parsed: its keys, and the values of those that tell nothing. Everything else is
 * masked, for nobody can say what it means.
 */
export function maskConfigurationText(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const hidden = new Set(
    secretBlocks(lines).flatMap(({ from, to }) => Array.from({ length: to - from - 1 }, (_, offset) => from + 1 + offset)),
  );
  return lines.map((line, index) => (hidden.has(index) ? hideLine(line) : maskLine(line))).join('\n');
}

function hideLine(line: string): string {
  return line.trim() === '' ? '' : `${/^\s*/.exec(line)?.[0] ?? ''}${MASK}`;
}

function maskLine(line: string): string {
  if (line.trim() === '' || /^\s*[[\]{},]+\s*$/.test(line)) return line;
  const [, head = '', key = '', value = ''] = /^(\s*(?:-\s+)*["']?([\w$.-]{1,64})["']?\s*:)(.*)$/.exec(line) ?? [];
  if (head === '') return `${/^\s*(?:-\s+)?/.exec(line)?.[0] ?? ''}${MASK}`;
  const stated = value.trim().replace(/,$/, '');
  const isPlain = PLAIN.test(stated) || (isKnownName(key) && NUMBER.test(stated));
  return !isSecretName(key) && isPlain ? line.replace(/\s+#.*$/, '') : `${head} ${MASK}`;
}
