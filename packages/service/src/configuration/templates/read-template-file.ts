import { isHostFactoryError } from '@hostwright/core';
import { readDocument } from '../read/read-document.js';
import { type FileEntries, entriesOfFile, type TemplateEntry } from './entries-of-file.js';
import type { TemplateContext } from './template-context.js';
import { type TemplateReading, toTemplate } from './to-template.js';

/** What one file with templates came to, before it is compared with others. */
export interface FileReading {
  readonly file: string;
  /** Why the file itself cannot be used; undefined when it can. */
  readonly fault: string | undefined;
  readonly readings: readonly TemplateReading[];
  readonly problems: readonly string[];
  /** Keys beside the list of templates that mean nothing. */
  readonly ignoredKeys: readonly string[];
}

/** Reads a file with templates. Never throws. */
export async function readTemplateFile(context: TemplateContext): Promise<FileReading> {
  const { file } = context;
  let found: FileEntries;
  try {
    const { value } = await readDocument(file, context.recorder);
    found = entriesOfFile(file, value);
  } catch (error) {
    if (!isHostFactoryError(error)) throw error;
    context.recorder?.addUnread(file);
    return { file, fault: error.message, readings: [], problems: [], ignoredKeys: [] };
  }
  const { entries, otherKeys } = found;
  const isVendors = context.siteFiles !== undefined;
  return {
    file,
    fault: undefined,
    readings: await readEntries(entries, context),
    problems: isVendors ? [] : otherKeys.map((key) => `${key}: unknown key beside "templates"; remove it`),
    ignoredKeys: isVendors ? otherKeys : [],
  };
}

/** One after the other: a plugin that validates by asking somewhere is not asked a thousand times at once. */
export async function readEntries(entries: readonly TemplateEntry[], context: TemplateContext): Promise<readonly TemplateReading[]> {
  const readings: TemplateReading[] = [];
  for (const { entry, place } of entries) readings.push(await toTemplate(entry, place, context));
  return readings;
}
