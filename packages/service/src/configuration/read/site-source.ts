import type { SiteFiles } from '@hostwright/core/provider';
import type { Interpolation } from '../interpolate.js';
import type { Site } from '../site/types.js';
import type { FingerprintRecorder } from '../snapshot/fingerprint.js';
import type { IgnoredKey, SiteConfiguration } from '../types.js';
import type { Plugins } from './plugins.js';

/** What reading a site goes by. */
export interface ReadContext {
  readonly site: Site;
  readonly programDirectory: string;
  readonly interpolation: Interpolation;
  readonly recorder: FingerprintRecorder;
}

/** A connection as it is written down, its settings not judged yet. */
export interface ConnectionSource {
  readonly name: string;
  readonly provider: string;
  readonly hostAttribute: string | undefined;
  readonly settings: object;
  /** File and key path of the settings, for messages. */
  readonly where: string;
}

/** Something that holds templates: a file, or the list in the configuration file. */
export type TemplateSource =
  /** Ours, or with `siteFiles` another system's, which its plugin translates. */
  | { readonly kind: 'file'; readonly file: string; readonly siteFiles: SiteFiles | undefined }
  | { readonly kind: 'inline'; readonly file: string; readonly entries: readonly unknown[] };

/** A site as it is written down, by our configuration file or another system's. */
export interface SiteSource extends Pick<
  SiteConfiguration,
  'agent' | 'timing' | 'sharedWorkDirectory' | 'claimSilenceMs' | 'callTiming' | 'log' | 'echoReturnedMachines' | 'plugins'
> {
  readonly connections: readonly ConnectionSource[];
  readonly templateSources: readonly TemplateSource[];
  readonly ignoredKeys: readonly IgnoredKey[];
  readonly installed: Plugins;
}
