import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Translation } from '@hostwright/core/provider';
import { invalid } from '../invalid.js';
import { VENDOR_FILE_PATTERNS } from '../site/names.js';
import type { IgnoredKey, PluginSettings } from '../types.js';
import { configurationSchema } from './configuration-schema.js';
import { openPlugins, type Plugins } from './plugins.js';
import { readDocument } from './read-document.js';
import type { ReadContext, SiteSource, TemplateSource } from './site-source.js';
import { toEntries, toObject } from './site-entries.js';
import { findVendorFiles, type VendorFile } from './vendor-names.js';
import { takeLogLevel } from './vendor-log-level.js';

const CONFIG_ENDING = '_config.json';
const TEMPLATES_ENDING = '_templates.json';

/** A pair of files, each by its path; one of them may be missing. */
interface VendorSite {
  readonly vendor: VendorFile;
  readonly configFile: string | undefined;
  readonly templatesFile: string | undefined;
}

/**
 * Reads a site from the files of another system's plugin, where they lie. It has one connection, named after the provider, which follows
 * from the files' names.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: there are no such files, no installed provider claims them, or several are there
 */
export async function readVendorSite(context: ReadContext): Promise<SiteSource> {
  const plugins: PluginSettings = { directory: context.programDirectory, allow: undefined };
  const installed = await openPlugins(plugins, context.recorder);
  const { vendor, configFile, templatesFile } = await findVendorSite(context, installed);
  const { settings, ignoredKeys, level } = await readSettings(vendor, configFile, context);
  const defaults = configurationSchema.parse({ version: 1, connections: [{ name: vendor.provider, provider: vendor.provider }] });
  const { echoReturnedMachines } = defaults.hostFactory;
  const templates: readonly TemplateSource[] =
    templatesFile === undefined ? [] : [{ kind: 'file', file: templatesFile, siteFiles: vendor.siteFiles }];
  return {
    agent: defaults.agent,
    timing: {},
    sharedWorkDirectory: defaults.sharedWorkDirectory,
    claimSilenceMs: defaults.timing.claimSilenceMs,
    callTiming: {},
    log: { ...defaults.log, ...(level === undefined ? {} : { level }) },
    echoReturnedMachines,
    plugins,
    installed,
    connections: [
      {
        name: vendor.provider,
        provider: vendor.provider,
        hostAttribute: undefined,
        settings,
        where: configFile ?? context.site.directory,
      },
    ],
    templateSources: templates,
    ignoredKeys,
  };
}

async function findVendorSite(context: ReadContext, installed: Plugins): Promise<VendorSite> {
  const { site, recorder } = context;
  const paths = site.searchDirectories.flatMap((directory) =>
    recorder.list(directory, VENDOR_FILE_PATTERNS).map((name) => ({ name, path: join(directory, name) })),
  );
  const files = paths.filter(({ name, path }) => paths.find((other) => other.name === name)?.path === path && isFile(path));
  const vendors = await findVendorFiles(
    files.map(({ name }) => name),
    installed,
  );
  if (vendors.length === 0) throw nothingClaimed(context, files, installed);
  const stems = [...new Set(vendors.map(({ name }) => stemOf(name)))];
  const stem = chooseStem(stems, context);
  const pathOf = (ending: string): string | undefined => files.find(({ name }) => name === `${stem}${ending}`)?.path;
  const vendor = vendors.find(({ name }) => stemOf(name) === stem);
  if (vendor === undefined) throw nothingClaimed(context, [], installed);
  return { vendor, configFile: pathOf(CONFIG_ENDING), templatesFile: pathOf(TEMPLATES_ENDING) };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function stemOf(name: string): string {
  return name.slice(0, name.length - (name.endsWith(CONFIG_ENDING) ? CONFIG_ENDING : TEMPLATES_ENDING).length);
}

/** The files of the instance that Host Factory names; else the only ones. */
function chooseStem(stems: readonly string[], { site }: ReadContext): string {
  const named = [`${site.providerName}prov`, `${site.providerName}`].find((stem) => stems.includes(stem));
  const [only, another] = stems;
  if (named !== undefined) return named;
  if (only !== undefined && another === undefined) return only;
  throw invalid(
    'configuration-vendor',
    `${site.directory} holds files of several plugins (${stems.map((stem) => `${stem}_*.json`).join(', ')}), and the environment names none of them. ` +
      'Keep those of one plugin in a folder, or write a hostwright.yaml with a connection for each.',
  );
}

function nothingClaimed({ site }: ReadContext, files: readonly { readonly path: string }[], { installed }: Plugins): Error {
  const providers =
    installed.length === 0 ? 'no provider plugin is installed' : `installed providers are ${[...new Set(installed)].toSorted().join(', ')}`;
  if (files.length === 0) {
    return invalid(
      'configuration-not-found',
      `${site.searchDirectories.join(' and ')} holds no configuration: neither hostwright.yaml nor a file like awsprov_config.json. ` +
        `Write one with "host-factory init"; ${providers}.`,
    );
  }
  return invalid(
    'configuration-vendor',
    `No installed provider reads ${files.map(({ path }) => path).join(', ')}: ${providers}. Install the plugin of that cloud, or write a hostwright.yaml.`,
  );
}

interface VendorSettings {
  readonly settings: object;
  readonly ignoredKeys: readonly IgnoredKey[];
  readonly level: SiteSource['log']['level'] | undefined;
}

async function readSettings({ siteFiles }: VendorFile, file: string | undefined, { recorder, site }: ReadContext): Promise<VendorSettings> {
  if (file === undefined) return { ...translate(() => siteFiles.settings([]), '', site.directory), level: undefined };
  const { value } = await readDocument(file, recorder);
  const { level, entries } = takeLogLevel(toEntries(value, file));
  return { ...translate(() => siteFiles.settings(entries), file, dirname(file)), level };
}

function translate(run: () => Translation, file: string, folder: string): Omit<VendorSettings, 'level'> {
  try {
    const { entries, ignoredKeys } = run();
    return { settings: toObject(entries, folder), ignoredKeys: ignoredKeys.map((key) => ({ file, templateId: undefined, key })) };
  } catch (error) {
    throw invalid('configuration-vendor', `${file}: the plugin could not read it. Report this to the plugin's authors.`, error);
  }
}
