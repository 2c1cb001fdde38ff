import { describeError } from './describe-error.js';
import type { Io } from './io.js';

/**
 * Settles with the exit code once an error comes up that nobody waits for, such as one that a plugin throws in a timer: told in one line,
 * as every other. The process ends then; what comes up meanwhile is not told. A command that listens itself (`agent run`) tells of it
 * itself.
 */
export function watchDefects(io: Pick<Io, 'progress' | 'fail'>): Promise<number> {
  return new Promise((resolve) => {
    let isTold = false;
    const tell = (event: string, error: unknown): void => {
      if (isTold || process.listenerCount(event) > 1) return;
      isTold = true;
      const { text, code, exitCode } = describeError(error);
      io.progress('');
      io.fail(`host-factory: ${text} [${code}]\n`);
      resolve(exitCode);
    };
    for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, (error: unknown) => tell(event, error));
  });
}
