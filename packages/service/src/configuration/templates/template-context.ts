import type { AnyProviderDefinition, HostFactoryError } from '@hostwright/core';
import type { SiteFiles } from '@hostwright/core/provider';
import type { Interpolation } from '../interpolate.js';
import type { FingerprintRecorder } from '../snapshot/fingerprint.js';

/** A connection as templates need it: what its provider makes of a template, or why it cannot say. */
export type TemplateConnection =
  | { readonly name: string; readonly definition: AnyProviderDefinition }
  | { readonly name: string; readonly error: HostFactoryError };

/** What the templates of one file are read with. */
export interface TemplateContext {
  readonly file: string;
  /** Set for another system's file. */
  readonly siteFiles: SiteFiles | undefined;
  readonly connections: readonly TemplateConnection[];
  /** Used where a template names none; undefined where it must name one. */
  readonly defaultConnection: string | undefined;
  readonly interpolation: Interpolation;
  /** Where user data scripts lie. */
  readonly folder: string;
  readonly recorder?: FingerprintRecorder | undefined;
}
