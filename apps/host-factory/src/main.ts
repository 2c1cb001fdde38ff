import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { asksForHelp, callHelp } from './call/call-help.js';
import { createOneDocument } from './call/one-document.js';
import { runCall } from './call/run-call.js';
import { isHostFactoryCall } from './call-names.js';
import type { ProgramFiles } from './cli/context.js';

/**
 * Runs a command line. Host Factory's calls go their own short way; only commands for people load what people need.
 *
 * @param words - the command line after the program's name
 */
export async function main(words: readonly string[]): Promise<void> {
  const [name, ...rest] = words;
  const program = thisProgram();
  if (isHostFactoryCall(name) && asksForHelp(rest)) return void process.stdout.write(callHelp(name));
  if (isHostFactoryCall(name)) return runCall(name, rest, { document: createOneDocument(), environment: process.env, program });
  const { runProgram } = await import('./cli/run-program.js');
  await runProgram(words, program);
}

/** This file is bundled beside bin.js, one folder below our package.json. */
function thisProgram(): ProgramFiles {
  const folder = dirname(fileURLToPath(import.meta.url));
  return {
    programPath: join(folder, 'bin.js'),
    nodePath: process.execPath,
    packageDirectory: dirname(folder),
    version: manifest.version,
  };
}
