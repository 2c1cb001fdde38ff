import type { AllowedPackage, EngineTiming, Template } from '@hostwright/core';
import type { CallTiming } from '@hostwright/host-factory-protocol';
import type { Site } from './site/types.js';

/** A configured connection without its settings. */
export interface ConnectionSummary {
  readonly name: string;
  /** The provider's id. */
  readonly provider: string;
  /** LSF's Boolean attribute of the connection's hosts. */
  readonly hostAttribute: string;
}

/** Something that is wrong with one template, or with a file that should hold templates. The others are not affected. */
export interface TemplateFileProblem {
  readonly file: string;
  /** Undefined when the file itself, or a template without an id, is meant. */
  readonly templateId: string | undefined;
  /** What is wrong, where, and what to do. No user data. */
  readonly message: string;
  /** The templates in question are served as they last were right. */
  readonly servedFromLastGood: boolean;
}

/** A key of another system's file that means nothing here. */
export interface IgnoredKey {
  readonly file: string;
  /** Undefined for a key of the settings file. */
  readonly templateId: string | undefined;
  readonly key: string;
}

/** How logs are written. */
export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Size at which a log file becomes `NAME.1`. */
  readonly maxBytes: number;
  /** Files kept, the current one included. */
  readonly maxFiles: number;
}

/** Which plugins may be used, and where they are installed. */
export interface PluginSettings {
  /** Folder whose package.json names the plugins. */
  readonly directory: string;
  /** Undefined: whatever is installed is allowed. */
  readonly allow: readonly AllowedPackage[] | undefined;
}

/** What a call, or a command that touches no cloud, needs to know. Plain data; no settings and no secrets. */
export interface SiteConfiguration {
  readonly site: Site;
  /** Undefined while it stands in no deployment record: the store knows it, or gets a new one. */
  readonly deploymentId: string | undefined;
  readonly agent: 'auto' | 'off';
  readonly connections: readonly ConnectionSummary[];
  /** Every template that can be used, in the order of the files. */
  readonly templates: readonly Template[];
  readonly templateProblems: readonly TemplateFileProblem[];
  readonly ignoredKeys: readonly IgnoredKey[];
  readonly timing: Partial<EngineTiming>;
  /** Whether other hosts use the work directory, too; `auto`: as its file system says. */
  readonly sharedWorkDirectory: 'auto' | 'local' | 'shared';
  /** After this time without a sign of life, another host may take over the claim on a shared work directory. */
  readonly claimSilenceMs: number;
  readonly callTiming: Partial<CallTiming>;
  readonly log: LogSettings;
  readonly echoReturnedMachines: boolean;
  readonly plugins: PluginSettings;
  /** Changes whenever a file or variable that the configuration was made from does. */
  readonly fingerprint: string;
}
