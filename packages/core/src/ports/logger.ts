/** Values of a log line. Never settings, secrets or user data. */
export type LogFields = Readonly<{ [name: string]: string | number | boolean | undefined | readonly string[] }>;

/** Where decisions are written, one line each, fields first. Implementations: pino in the apps, {@link silentLogger} for embedders. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Writes nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
