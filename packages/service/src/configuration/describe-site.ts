import type { LoadOptions } from './load.js';

/** What is described. */
export interface DescribeOptions extends LoadOptions {
  /** As stated by `--config`; undefined: as the environment says. */
  readonly configDirectory?: string | undefined;
}

/** Where an effective value comes from. */
export type ValueOrigin =
  | {
      readonly kind: 'file';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      /** Environment variables that the value there refers to. */
      readonly variables: readonly string[];
    }
  /** An environment variable alone, such as Host Factory's. */
  | { readonly kind: 'environment'; readonly variable: string }
  /** `--config`. */
  | { readonly kind: 'option'; readonly option: string }
  /** Nobody stated it. */
  | { readonly kind: 'default' };

/** One effective value of a configuration. */
export interface DescribedValue {
  /** Its path: `log.level`, `connections[0].settings.region`. */
  readonly key: string;
  /** Plain data, without secrets. */
  readonly value: unknown;
  readonly origin: ValueOrigin;
}

/**
 * Every effective value of a site, and where it comes from. Secrets are shown as `***`, also inside addresses and lists; user data is not
 * shown at all.
 *
 * @throws {ConfigurationError} the configuration cannot be used
 */
export async function describeSite(options: DescribeOptions): Promise<readonly DescribedValue[]> {
  const { describe } = await import('./describe/describe.js');
  return describe(options);
}
