import { isSecretName } from '../agent/log/line-logger.js';

const MASK = '***';
/** Values that tell nothing but the setting itself. */
const PLAIN = /^(?:true|false|null|~|auto|off|-?\d{1,12}|\[\]|\{\}|"\*?[\w./*-]{0,40}\.(?:json|ya?ml)"|env:\w+|file:\S+)?\s*(?:#.*)?$/;

/**
 * The text of a configuration file that cannot be parsed: its keys, and the values of those that tell nothing. Everything else is
 * masked, for nobody can say what it means.
 */
export function maskConfigurationText(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .map(maskLine)
    .join('\n');
}

function maskLine(line: string): string {
  if (line.trim() === '' || /^\s*[[\]{},]+\s*$/.test(line)) return line;
  const [, head = '', key = '', value = ''] = /^(\s*(?:-\s+)*["']?([\w$.-]{1,64})["']?\s*:)(.*)$/.exec(line) ?? [];
  if (head === '') return `${/^\s*(?:-\s+)?/.exec(line)?.[0] ?? ''}${MASK}`;
  const stated = value.trim().replace(/,$/, '');
  return !isSecretName(key) && PLAIN.test(stated) ? line.replace(/\s+#.*$/, '') : `${head} ${MASK}`;
}
