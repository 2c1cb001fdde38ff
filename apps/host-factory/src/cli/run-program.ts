import { systemClock } from '@hostwright/core';
import { CommanderError } from 'commander';
import { composeServices } from '../compose.js';
import { EXIT } from '../exit-codes.js';
import { createProgram } from '../program.js';
import type { Services } from './services.js';
import type { CommandContext, ProgramFiles } from './context.js';
import { describeError } from './describe-error.js';
import { type Io, processIo } from './io.js';
import { taken } from './taken.js';
import type { Variables } from '@hostwright/service/configuration';

/** What a command line is run with. */
export interface Surroundings {
  readonly io: Io;
  readonly environment: Variables;
  readonly program: ProgramFiles;
}

/** Runs a command line of this process and ends the process, whatever a plugin may still keep open. */
export async function runProgram(words: readonly string[], program: ProgramFiles): Promise<never> {
  const exitCode = await runCommandLine(words, { io: processIo(), environment: process.env, program });
  await Promise.all([taken(process.stdout), taken(process.stderr)]);
  return process.exit(exitCode);
}

/** Runs a command line and answers its exit code. Never rejects. */
export async function runCommandLine(words: readonly string[], { io, environment, program }: Surroundings): Promise<number> {
  const made: Services[] = [];
  let exitCode: number = EXIT.ok;
  const context: CommandContext = {
    io,
    environment,
    program,
    clock: systemClock,
    services: ({ config }, variables = environment) => {
      const services = composeServices({ configDirectory: config, environment: variables, program });
      made.push(services);
      return services;
    },
    endWith: (code) => {
      exitCode = code;
    },
  };
  try {
    await createProgram(context).parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return tell(io, error);
  } finally {
    for (const services of made) await services.close();
  }
}

/** Commander has printed already what it throws for; help and version are no errors. */
function tell(io: Io, error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { text, exitCode } = describeError(error);
  io.err(`host-factory: ${text}\n`);
  return exitCode;
}
