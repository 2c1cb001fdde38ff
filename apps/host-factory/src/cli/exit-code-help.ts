import type { Command } from 'commander';
import { EXIT, REMEDY_EXIT_CODES } from '../exit-codes.js';

const CODES = { ...EXIT, ...REMEDY_EXIT_CODES };

/** Name of an exit code. */
export type ExitName = keyof typeof CODES;

/** What any command may end with that works on a deployment. */
const USUAL: readonly ExitName[] = ['ok', 'usage', 'fix-settings', 'retry-later', 'report-bug', 'interrupted'];

const stated = new WeakMap<Command, readonly ExitName[]>();

/** Says what a command may end with beside the codes that any command may end with. */
export function withExitCodes(command: Command, names: readonly ExitName[]): Command {
  stated.set(command, names);
  return command;
}

/** The exit codes of a command, smallest first. */
export function exitCodesOf(command: Command): readonly { readonly code: number; readonly name: ExitName }[] {
  const names = new Set([...USUAL, ...(stated.get(command) ?? [])]);
  return [...names].map((name) => ({ code: CODES[name], name })).toSorted((a, b) => a.code - b.code);
}

/** The last lines of a command's help. */
export function exitCodeHelp(command: Command): string {
  const codes = exitCodesOf(command).map(({ code, name }) => `${code} ${name}`);
  return `\nExit codes; "host-factory explain NUMBER" tells more:\n${wrap(codes)}`;
}

const LINE_LENGTH = 78;

function wrap(codes: readonly string[]): string {
  const lines = [''];
  for (const code of codes) {
    const last = lines.at(-1) ?? '';
    const longer = last === '' ? `  ${code}` : `${last}, ${code}`;
    if (longer.length > LINE_LENGTH) lines.push(`  ${code}`);
    else lines[lines.length - 1] = longer;
  }
  return lines.join(',\n');
}
