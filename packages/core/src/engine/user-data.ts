import type { Tag } from '../domain/tag.js';

/** Where a template's user data wants the variables of a request. Source: LSF resource connector, `scripts/user_data.sh`. */
const MARKER = '%EXPORT_USER_DATA%';

/** A line of its own keeps its indentation, so that a script inside a larger document stays inside. */
const MARKED_LINE = /^([ \t]*)%EXPORT_USER_DATA%/gm;

/** First words of documents that boot programs read and no shell does: a line put before them would spoil them. */
const NOT_A_SCRIPT = /^(?:#cloud-|#include|#part-handler|## template:|Content-Type:|MIME-Version:|<|\{)/i;

/** What a POSIX shell can export. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether a shell can export the pair as it is. */
export function isExportable({ key, value }: Tag): boolean {
  return NAME.test(key) && !value.includes('\0');
}

/**
 * A template's user data with the pairs of one request as shell variables: at every `%EXPORT_USER_DATA%`, or, where there is none,
 * before the script's first command. A document that no shell reads (cloud-config, MIME, Ignition, PowerShell) takes them at the marker
 * only.
 */
export function withEnvironment(userData: string | undefined, environment: readonly Tag[]): string | undefined {
  if (userData?.includes(MARKER) === true) return atMarker(userData, environment.map(exportLine));
  if (environment.length === 0) return userData;
  const lines = environment.map(exportLine).join('\n');
  if (userData === undefined || userData.trim() === '') return `#!/bin/sh\n${lines}\n`;
  if (NOT_A_SCRIPT.test(userData.trimStart())) return userData;
  const [interpreter, rest] = splitInterpreter(userData);
  return `${interpreter}${lines}\n${rest}`;
}

function atMarker(userData: string, lines: readonly string[]): string {
  const indented = userData.replace(MARKED_LINE, (_marker, indent: string) => lines.map((line) => `${indent}${line}`).join('\n'));
  return indented.replaceAll(MARKER, () => lines.join('\n'));
}

function splitInterpreter(script: string): readonly [string, string] {
  if (!script.startsWith('#!')) return ['', script];
  const end = script.indexOf('\n');
  return end < 0 ? [`${script}\n`, ''] : [script.slice(0, end + 1), script.slice(end + 1)];
}

/** In single quotes nothing means anything to a shell but the closing quote. */
function exportLine({ key, value }: Tag): string {
  return `export ${key}='${value.replaceAll("'", String.raw`'\''`)}'`;
}
