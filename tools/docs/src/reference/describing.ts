import { systemClock } from '@hostwright/core';
import type { Command } from 'commander';
import type { CommandContext } from '../../../../apps/host-factory/src/cli/context.js';
import { createProgram } from '../../../../apps/host-factory/src/program.js';

/** The command line as it is defined. Nothing of what its commands work with is there: they are looked at, and never run. */
export function describedProgram(): Command {
  const io = { out: () => undefined, err: () => undefined, color: false, ask: undefined };
  const program = { programPath: '/bin.js', nodePath: '/node', packageDirectory: '/', version: '' };
  const services = () => {
    throw new Error('a command that is only described does nothing');
  };
  return createProgram({
    io,
    program,
    services,
    environment: {},
    clock: systemClock,
    endWith: () => undefined,
  } as unknown as CommandContext);
}
