import type { SiteEntry, StarterTemplate } from '@hostwright/core/provider';

/** Who will call a new site. */
export const SITE_DIALECTS = ['symphony', 'lsf', 'none'] as const;

/** One of {@link SITE_DIALECTS}; `none`: people alone, for now. */
export type SiteDialect = (typeof SITE_DIALECTS)[number];

/** What a new site is made from, whether it was asked for or stated by options. */
export interface Choices {
  readonly providerId: string;
  /** For people. */
  readonly providerName: string;
  /** Name of the one connection. */
  readonly connection: string;
  readonly settings: readonly SiteEntry[];
  readonly dialect: SiteDialect;
  readonly templates: readonly StarterTemplate[];
  /** What is still to be told of the account: what was found there, or why it was not looked at. */
  readonly remarks: readonly string[];
}

/** What the command line says already. */
export interface StatedChoices {
  readonly connection?: string | undefined;
  /** `--set KEY=VALUE`, in order. */
  readonly settings: readonly (readonly [key: string, text: string])[];
  readonly dialect?: SiteDialect | undefined;
  /** Ids of the provider's suggested templates. */
  readonly templates?: readonly string[] | undefined;
}
