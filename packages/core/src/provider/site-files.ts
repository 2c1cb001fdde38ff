/** One key-value pair of another system's file, its value as JSON text. */
export interface SiteEntry {
  readonly key: string;
  readonly valueJson: string;
}

/** What a foreign settings file or template means here. */
export interface Translation {
  /** Keys and values for our `settingsSchema` or `templateSchema`. Values may name `${CONFIG_DIR}`, the folder of the foreign file. */
  readonly entries: readonly SiteEntry[];
  /** Keys that mean nothing here. */
  readonly ignoredKeys: readonly string[];
}

/** Reads the files that another host factory's plugin for the same cloud uses, so that a site can keep them unchanged. */
export interface SiteFiles {
  /**
   * File name prefixes that belong to this provider: `aws` claims `awsprov_config.json`, `awsprov_templates.json`
   * and `awsinstprov_config.json`.
   */
  readonly prefixes: readonly string[];

  /** Translates the settings file. Reads nothing else. */
  settings(entries: readonly SiteEntry[]): Translation;

  /** Translates the provider's keys of one template. Reads nothing else. */
  template(entries: readonly SiteEntry[]): Translation;
}

/**
 * What `init` writes for a new site: settings that work as they are and templates to edit. Values may name `${CONFIG_DIR}`, the folder of
 * the configuration file.
 */
export interface Starter {
  /** Keys and values of the connection's settings. */
  readonly settings: readonly SiteEntry[];
  readonly templates: readonly StarterTemplate[];
}

/** What somebody who looked at the account would write as templates. */
export interface Suggestions {
  /** Good for the account as it is; ids are unique, and good for Host Factory. */
  readonly templates: readonly StarterTemplate[];
  /** What was found and what was chosen of it, for people: one line each. */
  readonly remarks: readonly string[];
}

/** One template that `init` writes. */
export interface StarterTemplate {
  readonly templateId: string;
  /** Keys and values for the definition's `templateSchema`. */
  readonly entries: readonly SiteEntry[];
}
