import type { ConfigurationFault } from './fault.js';
import type { LoadOptions } from './load.js';

/** What is checked. */
export interface CheckOptions extends LoadOptions {
  /** As stated by `--config`; undefined: as the environment says. */
  readonly configDirectory?: string | undefined;
  /** A configuration file by any name, or a folder; beats `configDirectory`. */
  readonly file?: string | undefined;
}

/** Everything that is to say about a configuration. */
export interface SiteVerdict {
  /** The files that were read: the configuration, what it includes, templates. */
  readonly files: readonly string[];
  /** By file and place; empty when everything can be used. */
  readonly faults: readonly ConfigurationFault[];
}

/** Judges a configuration as a whole: its files, variables, settings and templates. Tells everything at once, changes nothing, asks no cloud. */
export async function checkSiteConfiguration(options: CheckOptions): Promise<SiteVerdict> {
  const { checkSite } = await import('./check/check-all.js');
  return checkSite(options);
}
