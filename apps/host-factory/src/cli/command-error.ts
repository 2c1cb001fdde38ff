import type { Remedy } from '@hostwright/core';

/** A command refuses. The message says what is wrong, where, and what to do. */
export class CommandError extends Error {
  constructor(
    /** Who acts next; decides the exit code. `usage`: the command line is wrong. */
    readonly remedy: Remedy | 'usage',
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = 'CommandError';
  }
}
