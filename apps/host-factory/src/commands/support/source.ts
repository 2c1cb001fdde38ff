import type { Store } from '@hostwright/core';
import type { Site, SiteConfiguration } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';

/** What the parts of a bundle are made from; whatever is broken is undefined. */
export interface BundleSource {
  readonly context: CommandContext;
  readonly options: SiteOptions;
  readonly site: Site | undefined;
  readonly configuration: SiteConfiguration | undefined;
  readonly store: Store | undefined;
  readonly sinceMs: number;
  readonly logLines: number;
}

/** One file of a bundle, before secrets are taken out of it. */
export interface BundleFile {
  readonly name: string;
  /** What it holds, for the manifest. */
  readonly about: string;
  readonly text: string;
}

/** Something that a bundle does not hold. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
}

/** A part of a bundle. May throw: then it is left out, and the manifest says why. */
export interface BundlePart {
  readonly name: string;
  readonly collect: (source: BundleSource) => Promise<readonly (BundleFile | LeftOut)[]>;
}

/** A file with a value as JSON. */
export function jsonFile(name: string, about: string, value: unknown): BundleFile {
  return { name, about, text: `${JSON.stringify(value, undefined, 2)}\n` };
}
