import type { TimeMode } from '../cloud/clock.js';

/** Which cloud a control is for. */
export interface OpenMockCloudOptions {
  /** As `cloudFile` in the settings: a path, or `:memory:NAME` for the cloud in memory that this process shares under that name. */
  readonly file: string;
  /** As in the settings; fixed once the file exists. @default what the file was made with, by its path for a new one */
  readonly seed?: number | undefined;
  /** As in the settings; fixed once the file exists. @default what the file was made with, `real` for a new one */
  readonly time?: TimeMode;
  /** Wall-clock time in milliseconds since 1970, for a cloud with real time. @default Date.now */
  readonly now?: () => number;
}
