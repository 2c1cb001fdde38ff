import { basename } from 'node:path';
import { ConfigurationError, type ConfigurationFault, isConfigurationError } from '../fault.js';
import type { ImportedFile, ImportOptions } from '../import-templates.js';
import { canonicalPath } from '../paths.js';
import { findProgramDirectory } from '../program-directory.js';
import { absentVendorProblem } from '../read/absent-vendor.js';
import { openPlugins, type Plugins } from '../read/plugins.js';
import { readDocument } from '../read/read-document.js';
import { findVendorFiles } from '../read/vendor-names.js';
import { entriesOfFile } from '../templates/entries-of-file.js';
import { chooseConnection, type ImportConnection } from './choose-connection.js';
import { detectFormat } from './detect-format.js';
import { importEntry } from './import-entry.js';
import { ORB_MARK } from './orb-names.js';

/** Template files of other systems by the names that their plugins give them. */
const VENDOR_NAME = /prov_templates\.json$/i;

/** See {@link import('../import-templates.js').importTemplates}. */
export async function importFiles(options: ImportOptions): Promise<readonly ImportedFile[]> {
  const { configuration, programDirectory } = options;
  const directory = programDirectory ?? findProgramDirectory();
  const installed = await openPlugins(configuration?.plugins ?? { directory, allow: undefined });
  const taken = new Map<string, string>();
  const results: ImportedFile[] = [];
  const faults: ConfigurationFault[] = [];
  for (const file of new Set(options.files.map(canonicalPath))) {
    const result = await importFile(file, options, { installed, taken }).catch((error: unknown) => {
      if (!isConfigurationError(error)) throw error;
      faults.push(...error.faults);
    });
    if (result !== undefined) results.push(result);
  }
  if (faults.length > 0) throw new ConfigurationError(faults);
  return results;
}

interface Shared {
  readonly installed: Plugins;
  /** Ids of templates that were taken over, and where each stands. */
  readonly taken: Map<string, string>;
}

async function importFile(file: string, options: ImportOptions, { installed, taken }: Shared): Promise<ImportedFile> {
  const { value } = await readDocument(file);
  const { entries, otherKeys } = entriesOfFile(file, value);
  const name = basename(file);
  const [vendor] = await findVendorFiles([name], installed);
  const hasVendorName = vendor !== undefined || VENDOR_NAME.test(name);
  const format = options.format ?? detectFormat({ document: value, entries: entries.map(({ entry }) => entry), hasVendorName });
  const absent = vendor === undefined && format !== 'hostwright' ? absentVendorProblem(name, installed.installed) : undefined;
  const connection: ImportConnection =
    absent === undefined ? await chooseConnection({ provider: vendor?.provider, options, installed }) : { problem: absent };
  const imported = [];
  for (const { entry, place } of entries) {
    const template = await importEntry(entry, { place, file, format, connection, environment: options.environment });
    imported.push(refuseTwice(template, { file, taken }));
  }
  return {
    file,
    format,
    provider: connection.problem === undefined ? connection.provider : undefined,
    problems: connection.problem === undefined ? [] : [connection.problem],
    dropped: otherKeys
      .filter((key) => key !== ORB_MARK)
      .map((key) => ({ key, reason: 'it stands beside the templates, and a file of ours has nothing there' })),
    templates: imported,
  };
}

function refuseTwice(
  template: ImportedFile['templates'][number],
  { file, taken }: { readonly file: string; readonly taken: Map<string, string> },
): ImportedFile['templates'][number] {
  const { templateId, place } = template;
  if (templateId === undefined || template.template === undefined) return template;
  const first = taken.get(templateId);
  if (first !== undefined) return { ...template, template: undefined, problems: [`its id is used already, by ${first}; rename one`] };
  taken.set(templateId, `${place} of ${file}`);
  return template;
}
