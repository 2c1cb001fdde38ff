import type { LogFields, Logger } from '@hostwright/core';
import { pino } from 'pino';
import { hideSecretFields, LEVELS, type LineLoggerOptions, type LogLevel } from './line-logger.js';

/** The agent's own log: pino, into a rotating file, with every known secret replaced. */
export function createAgentLogger({ file, scrubber, settings, fields }: LineLoggerOptions): Logger {
  const base = { pid: process.pid, ...fields };
  const log = pino({ level: 'debug', base }, { write: (line: string) => file.write(scrubber.clean(line)) });
  const write = (level: LogLevel, values: LogFields, message: string): void => {
    if (LEVELS[level] >= LEVELS[settings.level]) log[level](hideSecretFields(values), message);
  };
  return {
    debug: (values, message) => write('debug', values, message),
    info: (values, message) => write('info', values, message),
    warn: (values, message) => write('warn', values, message),
    error: (values, message) => write('error', values, message),
  };
}
