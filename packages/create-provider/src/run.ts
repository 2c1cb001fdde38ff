import manifest from '../package.json' with { type: 'json' };
import { HELP, parseArguments, type Arguments } from './arguments.js';
import { choose } from './choose.js';
import type { Terminal } from './questions.js';
import { Refusal, UsageError } from './refusal.js';
import { newFiles } from './template-files.js';
import { writeFiles } from './write-files.js';

/** The outside of the command. */
export interface Outside {
  out(text: string): void;
  err(text: string): void;
  /** Undefined: nobody can be asked. */
  readonly terminal: Terminal | undefined;
}

const EXIT = { made: 0, refused: 1, usage: 2 } as const;

/** Runs the command line and answers its exit code. */
export async function run(words: readonly string[], outside: Outside): Promise<number> {
  try {
    const parsed = parseArguments(words);
    if (parsed === 'help') outside.out(HELP);
    else if (parsed === 'version') outside.out(`${manifest.version}\n`);
    else await make(parsed, outside);
    return EXIT.made;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof Refusal)) throw error;
    outside.err(`create-provider: ${error.message}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.refused;
  }
}

async function make(given: Arguments, outside: Outside): Promise<void> {
  const { folder, ...names } = await choose(given, given.yes ? undefined : outside.terminal);
  writeFiles(folder, newFiles(names));
  outside.out(`Made ${names.packageName} in ${JSON.stringify(folder).slice(1, -1)}: a provider plugin with a fake of its cloud.

  cd ${quoted(folder)}
  npm install
  npm test

Its README.md says what to replace, in which order.
`);
}

/** Paths that a shell takes as they are stay as they are. */
function quoted(path: string): string {
  const shown = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./@+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
