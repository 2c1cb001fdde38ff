import type { Template } from '@hostwright/core';
import type { SiteConfiguration } from './types.js';
import type { LoadOptions } from './load.js';

/** What is validated, and how strictly. */
export interface ValidateOptions extends LoadOptions {
  readonly files: readonly string[];
  /** Names the connections; without it the provider follows from a file's name, or is the only one installed. */
  readonly configuration?: SiteConfiguration | undefined;
  /** Refuses keys that mean nothing here. */
  readonly strict: boolean;
  /** Has more to say about a template that its file has nothing against: the cloud, say. Never rejects. @default nobody has */
  readonly ask?: (template: Template) => Promise<TemplateAnswer>;
}

/** What somebody else has to say about a template. */
export interface TemplateAnswer {
  /** Why it cannot be used. */
  readonly problems: readonly string[];
  /** What keeps from knowing whether it can. */
  readonly warnings: readonly string[];
}

/** What is to say about one template. */
export interface TemplateVerdict {
  readonly file: string;
  /** Where it stands in the file: `templates[3]`. */
  readonly place: string;
  readonly templateId: string | undefined;
  /** Whether it can be used. */
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly ignoredKeys: readonly string[];
  /** What works, and may not do what was meant. */
  readonly warnings: readonly string[];
}

/** What is to say about a file with templates. */
export interface FileVerdict {
  readonly file: string;
  /** Whether the file and each of its templates can be used. */
  readonly ok: boolean;
  /** What is wrong with the file itself. */
  readonly problems: readonly string[];
  readonly ignoredKeys: readonly string[];
  readonly templates: readonly TemplateVerdict[];
}

/** Judges files with templates, ours or other systems', inside or outside a configuration folder. Changes nothing, and asks no cloud but by `ask`. */
export async function validateTemplateFiles(options: ValidateOptions): Promise<readonly FileVerdict[]> {
  const { judgeFiles } = await import('./read/judge-files.js');
  return judgeFiles(options);
}
