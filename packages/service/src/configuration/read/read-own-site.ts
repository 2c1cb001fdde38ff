import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { invalid } from '../invalid.js';
import { canonicalPath } from '../paths.js';
import { FOLDER_KEYS, findFolderKeys } from '../site/folder-keys.js';
import { RECORD_FILE_NAME } from '../site/names.js';
import type { PluginSettings } from '../types.js';
import { type Configuration, configurationSchema } from './configuration-schema.js';
import { openPlugins } from './plugins.js';
import { readDocument } from './read-document.js';
import type { ReadContext, SiteSource, TemplateSource } from './site-source.js';
import { tellIssues } from './tell-issues.js';
import { unsafeKeyProblem } from './unsafe.js';
import { findVendorFiles } from './vendor-names.js';

const MAX_PROBLEMS_TOLD = 10;

/** Reads a site from our configuration file. @throws {HostFactoryError} `InvalidConfiguration`, naming file and key path */
export async function readOwnSite(file: string, context: ReadContext): Promise<SiteSource> {
  const { text, value } = await readDocument(file, context.recorder);
  const configuration = parseConfiguration(file, value, context);
  refuseHiddenFolders(file, text, value as object);
  const plugins = pluginSettings(configuration, context);
  const installed = await openPlugins(plugins, context.recorder);
  const { agent, timing, log, hostFactory } = configuration;
  const { echoReturnedMachines, ...callTiming } = hostFactory;
  return {
    agent,
    timing: withoutUndefined(timing),
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
      where: `${file}: connections[${index}].settings`,
    })),
    templateSources: await templateSources(file, configuration, { ...context, installed }),
    ignoredKeys: [],
  };
}

/** Variables are put into everything but templates: those are read one by one, so that a bad one costs itself alone. */
function parseConfiguration(file: string, value: unknown, { interpolation }: ReadContext): Configuration {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${file} holds no keys and values. Begin it with "version: 1" and "connections".`);
  }
  const { templates, ...others } = value as { readonly templates?: unknown };
  const unsafe = unsafeKeyProblem(others);
  if (unsafe !== undefined) throw invalid(`${file}: ${unsafe}.`);
  const filled = Object.fromEntries(Object.entries(others).map(([key, entry]) => [key, interpolation.deep(entry, `${file}: ${key}`)]));
  const stated = templates === undefined ? filled : { ...filled, templates };
  const result = configurationSchema.safeParse(stated);
  if (result.success) return result.data;
  const problems = tellIssues(result.error.issues, { value: stated, jsonSchema: z.toJSONSchema(configurationSchema, { io: 'input' }) });
  const more = problems.length > MAX_PROBLEMS_TOLD ? [`and ${problems.length - MAX_PROBLEMS_TOLD} more`] : [];
  throw invalid(`${file}: ${[...problems.slice(0, MAX_PROBLEMS_TOLD), ...more].join('; ')}.`);
}

/** What finds the folders at each call must find what stands in the file. */
function refuseHiddenFolders(file: string, text: string, value: object): void {
  const found = findFolderKeys(file, text);
  for (const key of FOLDER_KEYS) {
    const stated = Object.hasOwn(value, key) ? (value as { readonly [name: string]: unknown })[key] : undefined;
    if (stated !== found[key]) {
      throw invalid(
        `${file}: ${key} cannot be found by those who read the file in a hurry. Write "${key}: PATH" on a line of its own, at its start.`,
      );
    }
  }
}

function pluginSettings({ plugins }: Configuration, { site, programDirectory }: ReadContext): PluginSettings {
  return {
    directory: plugins.directory === undefined ? programDirectory : canonicalPath(resolve(site.directory, plugins.directory)),
    allow: plugins.allow?.map(({ name, version }) => (version === undefined ? { name } : { name, version })),
  };
}

async function templateSources(
  file: string,
  configuration: Configuration,
  context: ReadContext & Pick<SiteSource, 'installed'>,
): Promise<readonly TemplateSource[]> {
  const { directory } = context.site;
  const names = context.recorder
    .list(directory, configuration.templateFiles)
    .filter((name) => name !== RECORD_FILE_NAME && join(directory, name) !== file);
  const vendors = await findVendorFiles(
    names.map((name) => basename(name)),
    context.installed,
  );
  const files = names.map((name): TemplateSource => ({
    kind: 'file',
    file: join(directory, name),
    siteFiles: vendors.find((vendor) => vendor.name === basename(name))?.siteFiles,
  }));
  const { templates } = configuration;
  return templates.length === 0 ? files : [{ kind: 'inline', file, entries: templates }, ...files];
}

type Stated<Values> = { readonly [Key in keyof Values]?: Exclude<Values[Key], undefined> };

function withoutUndefined<Values extends object>(values: Values): Stated<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Stated<Values>;
}
