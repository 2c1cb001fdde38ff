import { isHostFactoryError } from '@hostwright/core';
import { numbered } from '../templates/entries-of-file.js';
import { type FileReading, readEntries, readTemplateFile } from '../templates/read-template-file.js';
import type { TemplateConnection } from '../templates/template-context.js';
import { refuseDuplicates } from '../templates/unique-ids.js';
import type { Plugins } from './plugins.js';
import type { ReadContext, SiteSource, TemplateSource } from './site-source.js';

/** Loads the plugin of each connection. One that cannot be loaded costs its own templates alone. */
export async function connectTemplates({ connections, installed }: SiteSource): Promise<readonly TemplateConnection[]> {
  return Promise.all(connections.map(({ name, provider }) => connect(name, provider, installed)));
}

/** A connection as its templates need it. */
export async function connect(name: string, provider: string, installed: Plugins): Promise<TemplateConnection> {
  try {
    return { name, definition: await installed.definition(provider) };
  } catch (error) {
    if (isHostFactoryError(error)) return { name, error };
    throw error;
  }
}

/** Reads every template of a site, in the order of its files. */
export async function readTemplates(
  { templateSources, connections: [first, second] }: SiteSource,
  connections: readonly TemplateConnection[],
  { site, interpolation, recorder }: ReadContext,
): Promise<readonly FileReading[]> {
  const defaultConnection = second === undefined ? first?.name : undefined;
  const shared = { connections, defaultConnection, interpolation, recorder, folder: site.directory };
  const read = async (source: TemplateSource): Promise<FileReading> => {
    if (source.kind === 'file') return readTemplateFile({ ...shared, file: source.file, siteFiles: source.siteFiles });
    const readings = await readEntries(numbered(source.entries), { ...shared, file: source.file, siteFiles: undefined });
    return { file: source.file, fault: undefined, readings, problems: [], ignoredKeys: [] };
  };
  return refuseDuplicates(await Promise.all(templateSources.map(read)));
}
