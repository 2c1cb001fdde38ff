import { isHostFactoryError } from '@hostwright/core';
import { findProgramDirectory } from '../program-directory.js';
import { createInterpolation } from '../interpolate.js';
import { isConfigurationError, type ConfigurationFault, tellFault } from '../fault.js';
import { readSources } from '../include/read-sources.js';
import { faultOf, parseConfiguration } from '../read/parse-configuration.js';
import { toSiteSource } from '../read/read-own-site.js';
import { connectTemplates, readTemplates } from '../read/read-templates.js';
import { readVendorSite } from '../read/read-vendor-site.js';
import type { ReadContext, SiteSource } from '../read/site-source.js';
import { findCopy } from '../site/copied-folder.js';
import type { Site } from '../site/types.js';
import { FingerprintRecorder } from '../snapshot/fingerprint.js';
import type { CheckOptions, SiteVerdict } from '../check-site.js';
import { salvage } from './salvage.js';
import { settingsFaults } from './settings-faults.js';
import { type SiteToCheck, siteToCheck } from './site-to-check.js';
import { templateFaults } from './template-faults.js';

/** See {@link import('../check-site.js').checkSiteConfiguration}. */
export async function checkSite(options: CheckOptions): Promise<SiteVerdict> {
  const { environment, programDirectory, configDirectory, file } = options;
  const found = findSite({ environment, configDirectory, file });
  if ('faults' in found) return { files: [], ...found };
  const { site } = found.toCheck;
  const context: ReadContext = {
    site,
    programDirectory: programDirectory ?? findProgramDirectory(),
    interpolation: createInterpolation(site.directory, environment),
    recorder: new FingerprintRecorder(),
  };
  const faults: ConfigurationFault[] = [...found.toCheck.faults];
  if (file === undefined) faults.push(...copyFaults(site, faults));
  const main = site.configurationFile;
  const files = main === undefined ? await checkVendor(context, faults) : await checkOwn(main, context, faults);
  return { files, faults: inOrder(faults, main) };
}

function findSite(place: Parameters<typeof siteToCheck>[0]): { readonly toCheck: SiteToCheck } | Pick<SiteVerdict, 'faults'> {
  try {
    return { toCheck: siteToCheck(place) };
  } catch (error) {
    if (isConfigurationError(error)) return { faults: error.faults };
    throw error;
  }
}

/** That the folder is a copy; of a record that cannot be read, the site's own search has told already. */
function copyFaults(site: Site, told: readonly ConfigurationFault[]): readonly ConfigurationFault[] {
  try {
    return findCopy(site)?.faults ?? [];
  } catch (error) {
    if (!isConfigurationError(error)) throw error;
    return error.faults.filter(({ message }) => !told.some((other) => other.message === message));
  }
}

async function checkOwn(file: string, context: ReadContext, faults: ConfigurationFault[]): Promise<readonly string[]> {
  const unread: ConfigurationFault[] = [];
  const [first, ...others] = await readSources(file, { ...context, faults: unread });
  faults.push(...unread);
  if (first === undefined) return [];
  const parsed = parseConfiguration([first, ...others], context.interpolation);
  const { merged } = parsed;
  const isWhole = unread.length === 0;
  // What is missing may stand in a file that could not be read.
  const issues = parsed.issues.filter(({ code }) => isWhole || code !== 'configuration-missing-key');
  faults.push(...issues.map((issue) => faultOf(issue, merged)));
  const files = merged.sources.map((source) => source.file);
  const rest = salvage(parsed);
  const source = rest === undefined ? undefined : await orFaults(faults, () => toSiteSource(rest.configuration, merged, context));
  if (rest === undefined || source === undefined) return files;
  for (const [at, { index, hasSettings }] of rest.connections.entries()) {
    const connection = source.connections[at];
    if (connection === undefined || !hasSettings) continue;
    const toCheck = { ...connection, path: ['connections', index] };
    faults.push(...(await settingsFaults(toCheck, source.installed, (path) => merged.placeOf(path, 'key'))));
  }
  const isComplete = isWhole && rest.connections.length === connectionCount(merged.keys['connections']);
  return isComplete ? [...files, ...(await checkTemplates(source, context, faults))] : files;
}

async function checkVendor(context: ReadContext, faults: ConfigurationFault[]): Promise<readonly string[]> {
  const source = await orFaults(faults, () => readVendorSite(context));
  if (source === undefined) return [];
  const settingsFiles = source.connections.map(({ where }) => where);
  for (const connection of source.connections) {
    const toCheck = { ...connection, path: undefined };
    const found = await settingsFaults(toCheck, source.installed, () => undefined);
    faults.push(...found.map((fault) => ({ ...fault, file: connection.where })));
  }
  return [...settingsFiles, ...(await checkTemplates(source, context, faults))];
}

async function checkTemplates(source: SiteSource, context: ReadContext, faults: ConfigurationFault[]): Promise<readonly string[]> {
  const usable = await connectTemplates(source);
  // A connection whose plugin cannot be loaded was told of already, once.
  if (usable.some((connection) => 'error' in connection)) return [];
  const readings = await readTemplates(source, usable, context);
  for (const reading of readings) faults.push(...(await templateFaults(reading)));
  return readings.map(({ file }) => file).filter((file) => file !== context.site.configurationFile);
}

async function orFaults<Value>(faults: ConfigurationFault[], run: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!isHostFactoryError(error)) throw error;
    const other: ConfigurationFault = { code: 'plugin-unusable', file: undefined, position: undefined, message: error.message };
    faults.push(...(isConfigurationError(error) ? error.faults : [other]));
    return undefined;
  }
}

function connectionCount(connections: unknown): number {
  return Array.isArray(connections) ? connections.length : 0;
}

/** What concerns no file first; then by file, the main one first, and place, as people work through them. */
function inOrder(faults: readonly ConfigurationFault[], main: string | undefined): readonly ConfigurationFault[] {
  const files = [...new Set([undefined, main, ...faults.map(({ file }) => file)])];
  const rank = ({ file, position }: ConfigurationFault): readonly [number, number, number] => [
    files.indexOf(file),
    position?.line ?? 0,
    position?.column ?? 0,
  ];
  return withoutRepeats(faults).toSorted((one, other) => compare(rank(one), rank(other)));
}

/** A file that is looked at twice is wrong once. */
function withoutRepeats(faults: readonly ConfigurationFault[]): readonly ConfigurationFault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify([fault.code, tellFault(fault)]), fault])).values()];
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
