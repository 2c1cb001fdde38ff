import type { LogFields, Logger } from '@hostwright/core';
import type { RotatingFile } from './rotating-file.js';
import type { Scrubber } from './scrubber.js';

/** Levels and their numbers, as pino writes them. Source: github.com/pinojs/pino docs/api.md, "logger.levels". */
export const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const;

/** A level's name. */
export type LogLevel = keyof typeof LEVELS;

/** What a log line is made with. */
export interface LineLoggerOptions {
  readonly file: RotatingFile;
  readonly scrubber: Scrubber;
  /** Looked at with each line, so that its owner may change it. */
  readonly settings: { readonly level: LogLevel };
  /** Put into each line, for example `callId`. */
  readonly fields?: LogFields;
}

/**
 * Writes the same JSON lines as pino, without loading it: for processes that live for some tens of milliseconds, where pino would be a
 * good part of the start-up time.
 */
export function createLineLogger(options: LineLoggerOptions): Logger {
  const line = (level: LogLevel, fields: LogFields, message: string): void => {
    if (LEVELS[level] < LEVELS[options.settings.level]) return;
    const record = {
      level: LEVELS[level],
      time: Date.now(),
      pid: process.pid,
      ...options.fields,
      ...hideSecretFields(fields),
      msg: message,
    };
    options.file.write(options.scrubber.clean(`${JSON.stringify(record)}\n`));
  };
  return {
    debug: (fields, message) => line('debug', fields, message),
    info: (fields, message) => line('info', fields, message),
    warn: (fields, message) => line('warn', fields, message),
    error: (fields, message) => line('error', fields, message),
  };
}

const SECRET_NAME =
  /secret|passw|pass.?phrase|pwd|token|credential|authorization|(?:private|access|api|account|shared).?key|key.?data|user.?data/i;
/** A word of its own: within others, as in `upwards`, it says nothing. */
const PW = /(?<![A-Za-z])(?:pw|PW)(?![a-z])|[a-z]Pw(?![a-z])/;

/** Whether a name promises a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || PW.test(name);
}

/** Fields whose name promises a secret are written without their value, whatever it is. */
export function hideSecretFields(fields: LogFields): LogFields {
  const names = Object.keys(fields);
  if (!names.some(isSecretName)) return fields;
  return Object.fromEntries(names.map((name) => [name, isSecretName(name) ? '[redacted]' : fields[name]]));
}
