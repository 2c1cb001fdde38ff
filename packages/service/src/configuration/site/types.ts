import type { Dialect, HostFactoryEnvironment } from '@hostwright/host-factory-protocol';

/** Variables of a process, as in `process.env`. */
export type Variables = Readonly<{ [name: string]: string | undefined }>;

/** Where everything of one deployment lies. All paths are absolute. */
export interface Site {
  /** The configuration folder, by its real path. */
  readonly directory: string;
  /** Folders in which another system's files are looked for, in this order; LSF has two. */
  readonly searchDirectories: readonly string[];
  /** Our configuration file; undefined where another system's files are used in place. */
  readonly configurationFile: string | undefined;
  /** Durable state; may not exist yet. */
  readonly workDirectory: string;
  /** May not exist yet. */
  readonly logDirectory: string;
  /** Whose Host Factory calls; undefined when none does. */
  readonly dialect: Dialect | undefined;
  readonly environment: HostFactoryEnvironment | undefined;
  /** The provider instance that Host Factory names. */
  readonly providerName: string | undefined;
}
