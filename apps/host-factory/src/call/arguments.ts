import type { Dialect } from '@hostwright/host-factory-protocol';

/** What stands on the command line of a Host Factory call, after the call's name. */
export interface CallArguments {
  readonly inputFile: string;
  readonly callId: string | undefined;
  readonly configurationDirectory: string | undefined;
  readonly dialect: Dialect | undefined;
}

const OPTIONS = ['-f', '--call-id', '--config', '--dialect'] as const;
const CALL_ID = /^[0-9A-Za-z._-]{1,100}$/;

/**
 * Reads the arguments. Answers a message instead when they cannot be understood.
 * Not commander: a Host Factory call has four options, and loading it would cost a part of the call's start-up time.
 */
export function parseCallArguments(words: readonly string[]): CallArguments | string {
  const values = new Map<string, string>();
  for (let index = 0; index < words.length; index += 2) {
    const option = words[index] ?? '';
    const value = words[index + 1];
    if (!isOption(option)) return `"${option}" is not an option here. Known are ${OPTIONS.join(', ')}.`;
    if (value === undefined || isOption(value)) return `${option} needs a value.`;
    values.set(option, value);
  }
  return checkValues(values);
}

function checkValues(values: ReadonlyMap<string, string>): CallArguments | string {
  const inputFile = values.get('-f') ?? '';
  const callId = values.get('--call-id');
  const dialect = values.get('--dialect');
  if (inputFile === '') return 'The input file is missing: -f FILE.';
  if (callId !== undefined && !CALL_ID.test(callId)) return '--call-id is 1 to 100 letters, digits, ".", "_" and "-".';
  if (dialect !== undefined && dialect !== 'symphony' && dialect !== 'lsf') {
    return `--dialect is symphony or lsf, not "${dialect}".`;
  }
  return { inputFile, callId, dialect, configurationDirectory: values.get('--config') };
}

function isOption(word: string): boolean {
  return (OPTIONS as readonly string[]).includes(word);
}
