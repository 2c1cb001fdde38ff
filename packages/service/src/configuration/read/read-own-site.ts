import { basename, join, resolve } from 'node:path';
import { ConfigurationError, type ConfigurationFault } from '../fault.js';
import type { ConfigurationSource } from '../include/configuration-source.js';
import type { MergedConfiguration } from '../include/merge.js';
import { readSources } from '../include/read-sources.js';
import { canonicalPath } from '../paths.js';
import { RECORD_FILE_NAME } from '../site/names.js';
import type { PluginSettings } from '../types.js';
import type { Configuration } from './configuration-schema.js';
import { faultOf, parseConfiguration } from './parse-configuration.js';
import { openPlugins } from './plugins.js';
import type { ReadContext, SiteSource, TemplateSource } from './site-source.js';
import type { ToldIssue } from './tell-issues.js';
import { findVendorFiles } from './vendor-names.js';

/** Reads a site from our configuration file. @throws {ConfigurationError} with everything that is wrong, and where */
export async function readOwnSite(file: string, context: ReadContext): Promise<SiteSource> {
  const faults: ConfigurationFault[] = [];
  const [first, ...others] = await readSources(file, { ...context, faults });
  if (first === undefined) throw new ConfigurationError(faults);
  const { merged, configuration, issues } = parseConfiguration([first, ...others], context.interpolation);
  faults.push(...issues.filter((issue) => isSound(issue, faults)).map((issue) => faultOf(issue, merged)));
  if (configuration === undefined || faults.length > 0) throw new ConfigurationError(faults);
  return toSiteSource(configuration, merged, context);
}

/** What is missing may stand in the file that could not be read. */
function isSound({ code }: ToldIssue, unread: readonly ConfigurationFault[]): boolean {
  return code !== 'configuration-missing-key' || unread.length === 0;
}

/** What a configuration that can be used comes to. */
export async function toSiteSource(configuration: Configuration, merged: MergedConfiguration, context: ReadContext): Promise<SiteSource> {
  const plugins = pluginSettings(configuration, context);
  const installed = await openPlugins(plugins, context.recorder);
  const { agent, sharedWorkDirectory, log, hostFactory } = configuration;
  const { claimSilenceMs, ...timing } = configuration.timing;
  const { echoReturnedMachines, ...callTiming } = hostFactory;
  return {
    agent,
    timing: withoutUndefined(timing),
    sharedWorkDirectory,
    claimSilenceMs,
    callTiming: withoutUndefined(callTiming),
    log,
    echoReturnedMachines,
    plugins,
    installed,
    connections: configuration.connections.map((connection, index) => ({
      name: connection.name,
      provider: connection.provider,
      hostAttribute: connection.hostAttribute,
      settings: connection.settings,
      where: `${merged.placeOf(['connections', index], 'value').file}: connections[${index}].settings`,
    })),
    templateSources: await templateSources(configuration, merged.sources, { ...context, installed }),
    ignoredKeys: [],
  };
}

function pluginSettings({ plugins }: Configuration, { site, programDirectory }: ReadContext): PluginSettings {
  return {
    directory: plugins.directory === undefined ? programDirectory : canonicalPath(resolve(site.directory, plugins.directory)),
    allow: plugins.allow?.map(({ name, version }) => (version === undefined ? { name } : { name, version })),
  };
}

async function templateSources(
  { templateFiles }: Configuration,
  sources: readonly ConfigurationSource[],
  { site, recorder, installed }: ReadContext & Pick<SiteSource, 'installed'>,
): Promise<readonly TemplateSource[]> {
  const { directory } = site;
  const own = new Set(sources.map(({ file }) => canonicalPath(file)));
  const names = recorder
    .list(directory, templateFiles)
    .filter((name) => name !== RECORD_FILE_NAME && !own.has(canonicalPath(join(directory, name))));
  const vendors = await findVendorFiles(
    names.map((name) => basename(name)),
    installed,
  );
  const files = names.map((name): TemplateSource => ({
    kind: 'file',
    file: join(directory, name),
    siteFiles: vendors.find((vendor) => vendor.name === basename(name))?.siteFiles,
  }));
  return [...sources.flatMap(inlineTemplates), ...files];
}

function inlineTemplates({ file, keys: { templates } }: ConfigurationSource): readonly TemplateSource[] {
  return Array.isArray(templates) && templates.length > 0 ? [{ kind: 'inline', file, entries: templates }] : [];
}

type Stated<Values> = { readonly [Key in keyof Values]?: Exclude<Values[Key], undefined> };

function withoutUndefined<Values extends object>(values: Values): Stated<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Stated<Values>;
}
