import type { Clock } from '@hostwright/core';
import type { Variables } from '@hostwright/service/configuration';
import type { Io } from './io.js';
import type { ReadServices, Services } from './services.js';

/** The program that runs. */
export interface ProgramFiles {
  /** Absolute path of bin.js. */
  readonly programPath: string;
  readonly nodePath: string;
  /** Folder of our own package.json, whose direct dependencies are the plugins that come with us. */
  readonly packageDirectory: string;
  readonly version: string;
}

/** Which deployment is meant. */
export interface SiteOptions {
  /** Configuration folder; undefined: as the environment says. */
  readonly config?: string;
}

/** What every command gets. */
export interface CommandContext {
  readonly io: Io;
  readonly environment: Variables;
  readonly program: ProgramFiles;
  readonly clock: Clock;
  /**
   * Makes the services of one deployment; freed when the command has ended.
   *
   * @param environment - @default the process's own
   */
  readonly services: (options: SiteOptions, environment?: Variables) => Services;
  /** The same for looks alone: what --dry-run works with. Freed when the command has ended. */
  readonly readServices: (options: SiteOptions) => ReadServices;
  /** Aborted with a `CommandError` when somebody presses Ctrl-C: a command that waits ends then. */
  readonly interruption: AbortSignal;
  /** What the process ends with. @default 0 */
  readonly endWith: (exitCode: number) => void;
}
