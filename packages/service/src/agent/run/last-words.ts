import type { Logger } from '@hostwright/core';

/** Exit code of a process that a defect ended. */
const EXIT_DEFECT = 70;

/**
 * Logs a defect that nobody caught, by name and place, and ends the process: the next call starts another. Without this Node would print
 * the error's message, which may hold anything, into the crash log.
 *
 * @returns undoes it
 */
export function logLastWords(logger: Logger): () => void {
  const onDefect = (defect: unknown): void => {
    logger.error({ error: defect instanceof Error ? defect.name : typeof defect, frames: framesOf(defect) }, 'agent ended by a defect');
    process.exit(EXIT_DEFECT);
  };
  process.on('uncaughtException', onDefect);
  process.on('unhandledRejection', onDefect);
  return () => {
    process.off('uncaughtException', onDefect);
    process.off('unhandledRejection', onDefect);
  };
}

function framesOf(defect: unknown): readonly string[] {
  const lines = defect instanceof Error ? (defect.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}
