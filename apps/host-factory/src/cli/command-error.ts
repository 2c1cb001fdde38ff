import type { CommandErrorCode } from '@hostwright/service/errors';

/** A command refuses. The message says what is wrong, where, and what to do; the code's entry decides the exit code. */
export class CommandError extends Error {
  constructor(
    readonly code: CommandErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CommandError';
  }
}
