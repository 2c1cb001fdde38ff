import { systemClock } from '@hostwright/core';
import type { Variables } from '@hostwright/service/configuration';
import { CommanderError } from 'commander';
import { composeServices } from '../compose.js';
import { composeReading } from '../compose-reading.js';
import { EXIT } from '../exit-codes.js';
import { createProgram } from '../program.js';
import { normalizeWords } from './command-words.js';
import type { CommandContext, ProgramFiles } from './context.js';
import { watchDefects } from './defects.js';
import { describeError } from './describe-error.js';
import { watchInterrupts } from './interrupts.js';
import { type Io, processIo } from './io.js';
import { taken } from './taken.js';

/** What a command line is run with. */
export interface Surroundings {
  readonly io: Io;
  readonly environment: Variables;
  readonly program: ProgramFiles;
  /** Aborted when the command should end early. @default never */
  readonly interruption?: AbortSignal;
}

/** Runs a command line of this process and ends the process, whatever a plugin may still keep open. */
export async function runProgram(words: readonly string[], program: ProgramFiles): Promise<never> {
  const io = processIo();
  const { interruption, cutOff } = watchInterrupts(io);
  const ended = runCommandLine(words, { io, environment: process.env, program, interruption });
  const exitCode = await Promise.race([ended, cutOff, watchDefects(io)]);
  await Promise.all([taken(process.stdout), taken(process.stderr)]);
  return process.exit(exitCode);
}

/** Runs a command line and answers its exit code. Never rejects. */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { io, environment, program, interruption = new AbortController().signal } = surroundings;
  const made: { close(): Promise<void> }[] = [];
  const keep = <Made extends { close(): Promise<void> }>(services: Made): Made => {
    made.push(services);
    return services;
  };
  let exitCode: number = EXIT.ok;
  const context: CommandContext = {
    io,
    environment,
    program,
    clock: systemClock,
    interruption,
    services: ({ config }, variables = environment) => keep(composeServices({ configDirectory: config, environment: variables, program })),
    readServices: ({ config }) => keep(composeReading({ configDirectory: config, environment, program })),
    endWith: (code) => {
      exitCode = code;
    },
  };
  try {
    const root = createProgram(context);
    await root.parseAsync(normalizeWords(root, words), { from: 'user' });
    return exitCode;
  } catch (error) {
    return tell(io, error);
  } finally {
    io.progress('');
    for (const services of made) await services.close();
  }
}

/** Help and version are no errors; help that was not asked for stands for a command that is missing. */
function tell(io: Io, error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { text, code, exitCode } = describeError(error);
  io.fail(`host-factory: ${text} [${code}]\n`);
  return exitCode;
}
