import type { LoadOptions } from './load.js';
import type { SiteConfiguration } from './types.js';

/** Forms in which template files are written. */
export const TEMPLATE_FORMATS = ['hostwright', 'symphony', 'lsf', 'orb'] as const;

/** One of {@link TEMPLATE_FORMATS}. */
export type TemplateFormat = (typeof TEMPLATE_FORMATS)[number];

/** What is imported. */
export interface ImportOptions extends LoadOptions {
  readonly files: readonly string[];
  /** Undefined: as each file looks. */
  readonly format?: TemplateFormat | undefined;
  /** Names the connections; without it the provider follows from a file's name, or is the only one installed. */
  readonly configuration?: SiteConfiguration | undefined;
  /** The connection that launches the templates; undefined: the only one of the provider. */
  readonly connection?: string | undefined;
}

/** A key that is not taken over. */
export interface DroppedKey {
  readonly key: string;
  readonly reason: string;
}

/** What became of one template. */
export interface ImportedTemplate {
  /** Where it stands in its file: `templates[3]`. */
  readonly place: string;
  readonly templateId: string | undefined;
  /** As it is written in a file of ours; undefined when it cannot be used. */
  readonly template: object | undefined;
  /** Why it cannot be used. */
  readonly problems: readonly string[];
  readonly dropped: readonly DroppedKey[];
  /** What is written otherwise than it was. */
  readonly notes: readonly string[];
}

/** What became of one file. */
export interface ImportedFile {
  readonly file: string;
  readonly format: TemplateFormat;
  readonly provider: string | undefined;
  /** What is wrong with the file itself. */
  readonly problems: readonly string[];
  /** Keys beside the list of templates. */
  readonly dropped: readonly DroppedKey[];
  readonly templates: readonly ImportedTemplate[];
}

/**
 * Translates template files of other systems, or ours, into our form. Every key that is not taken over is told, with the reason; a
 * template that could not be used afterwards is not taken over; of ours, one with an unknown key is none. Writes nothing, asks no cloud.
 *
 * @throws {ConfigurationError} a file cannot be read, or holds no templates; names all such files
 */
export async function importTemplates(options: ImportOptions): Promise<readonly ImportedFile[]> {
  const { importFiles } = await import('./import/import-files.js');
  return importFiles(options);
}

/** A file of ours with more templates. */
export interface MergeOptions {
  /** JSON or YAML by its name; need not exist. */
  readonly file: string;
  readonly templates: readonly object[];
  /** Whether templates of the same ids are replaced; else they are refused. */
  readonly replace: boolean;
  /** Whether nothing is written. */
  readonly dryRun: boolean;
}

/** What a file holds after a merge. */
export interface MergeResult {
  readonly text: string;
  readonly added: readonly string[];
  readonly replaced: readonly string[];
}

/**
 * Puts templates into a file of ours; other entries and, in YAML, comments stay. The file is replaced as a whole, or not at all.
 *
 * @throws {ConfigurationError} an id is there already, the file holds no templates, or it cannot be written
 */
export async function mergeTemplates(options: MergeOptions): Promise<MergeResult> {
  const { mergeIntoFile } = await import('./import/merge-into-file.js');
  return mergeIntoFile(options);
}
