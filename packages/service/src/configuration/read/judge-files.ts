import { basename, dirname } from 'node:path';
import { isHostFactoryError } from '@hostwright/core';
import { type Dialect, templateIdProblem } from '@hostwright/host-factory-protocol';
import { createInterpolation } from '../interpolate.js';
import { invalid } from '../invalid.js';
import { canonicalPath, isInside } from '../paths.js';
import { findProgramDirectory } from '../program-directory.js';
import { type FileReading, readTemplateFile } from '../templates/read-template-file.js';
import type { TemplateConnection } from '../templates/template-context.js';
import type { TemplateReading } from '../templates/to-template.js';
import { refuseDuplicates } from '../templates/unique-ids.js';
import type { FileVerdict, TemplateVerdict, ValidateOptions } from '../validate-files.js';
import { absentVendorProblem } from './absent-vendor.js';
import { openPlugins, type Plugins } from './plugins.js';
import { connect } from './read-templates.js';
import { findVendorFiles, type VendorFile } from './vendor-names.js';

const DIALECTS: readonly Dialect[] = ['symphony', 'lsf'];

/** Largest `maxNumber` that Symphony takes. Source: its getAvailableTemplates specification */
const SYMPHONY_MAX_NUMBER = 10_000;

/** See {@link import('../validate-files.js').validateTemplateFiles}. */
export async function judgeFiles(options: ValidateOptions): Promise<readonly FileVerdict[]> {
  const { configuration, programDirectory } = options;
  const installed = await openPlugins(
    configuration?.plugins ?? { directory: programDirectory ?? findProgramDirectory(), allow: undefined },
  );
  const files = [...new Set(options.files.map(canonicalPath))];
  const readings = await Promise.all(files.map((file) => readFile(file, options, installed)));
  return Promise.all(refuseDuplicates(readings).map((reading) => judgeFile(reading, options)));
}

async function readFile(file: string, options: ValidateOptions, installed: Plugins): Promise<FileReading> {
  const { configuration, environment } = options;
  const [vendor] = await findVendorFiles([basename(file)], installed);
  const site = configuration?.site.directory;
  const folder = site !== undefined && isInside(site, file) ? site : dirname(file);
  try {
    const absent = vendor === undefined ? absentVendorProblem(basename(file), installed.installed) : undefined;
    if (absent !== undefined) throw invalid('configuration-vendor', absent);
    const connections = await connectionsFor(vendor, options, installed);
    const [only, another] = connections;
    return await readTemplateFile({
      file,
      siteFiles: vendor?.siteFiles,
      connections,
      defaultConnection: another === undefined ? only?.name : undefined,
      interpolation: createInterpolation(site ?? folder, environment),
      folder,
    });
  } catch (error) {
    if (!isHostFactoryError(error)) throw error;
    return { file, fault: error.message, readings: [], problems: [], ignoredKeys: [] };
  }
}

/** Those of the configuration; else one that stands for the provider which the file's name, or its being the only one, tells. */
async function connectionsFor(
  vendor: VendorFile | undefined,
  { configuration }: ValidateOptions,
  installed: Plugins,
): Promise<readonly TemplateConnection[]> {
  const stated = (configuration?.connections ?? []).filter(({ provider }) => vendor === undefined || provider === vendor.provider);
  if (stated.length > 0) return Promise.all(stated.map(({ name, provider }) => connect(name, provider, installed)));
  if (vendor !== undefined) return [await connect(vendor.provider, vendor.provider, installed)];
  const [only, another] = installed.installed;
  if (only !== undefined && another === undefined) return [await connect(only, only, installed)];
  throw invalid(
    'configuration-vendor',
    installed.installed.length === 0
      ? 'No provider plugin is installed. Install one, for example @hostwright/provider-mock.'
      : `Which provider the templates are for is not known; installed are ${installed.installed.join(', ')}. Give the configuration with --config DIR.`,
  );
}

async function judgeFile({ file, fault, readings, problems, ignoredKeys }: FileReading, options: ValidateOptions): Promise<FileVerdict> {
  const templates = await Promise.all(readings.map((reading) => judgeTemplate(file, reading, options)));
  const own = [...(fault === undefined ? [] : [fault]), ...problems, ...refusedKeys(ignoredKeys, options)];
  return { file, ok: own.length === 0 && templates.every(({ ok }) => ok), problems: own, ignoredKeys, templates };
}

async function judgeTemplate(file: string, reading: TemplateReading, options: ValidateOptions): Promise<TemplateVerdict> {
  const { place, templateId, template, ignoredKeys } = reading;
  const answer = template === undefined ? undefined : await options.ask?.(template);
  const problems = [...reading.problems, ...refusedKeys(ignoredKeys, options), ...(answer?.problems ?? [])];
  const warnings = [...warningsOf(reading, options), ...(answer?.warnings ?? [])];
  return { file, place, templateId, ok: problems.length === 0, problems, ignoredKeys, warnings };
}

function refusedKeys(keys: readonly string[], { strict }: ValidateOptions): readonly string[] {
  return strict ? keys.map((key) => `${key}: it means nothing here; remove it, or validate without --strict`) : [];
}

function warningsOf({ templateId, template }: TemplateReading, { configuration }: ValidateOptions): readonly string[] {
  const dialect = configuration?.site.dialect;
  const dialects = dialect === undefined ? DIALECTS : [dialect];
  const ofId = templateId === undefined ? [] : dialects.flatMap((name) => templateIdProblem(templateId, name) ?? []);
  return [...ofId, ...warningsOfMaximum(template?.maxNumber, dialects)];
}

function warningsOfMaximum(maxNumber: number | undefined, dialects: readonly Dialect[]): readonly string[] {
  if (maxNumber === 0)
    return ['maxNumber is 0: Host Factory never asks for machines of this template. Give it a number, or -1 for no limit.'];
  if (maxNumber !== undefined && maxNumber > SYMPHONY_MAX_NUMBER && dialects.includes('symphony')) {
    return [`maxNumber is more than Symphony's ${SYMPHONY_MAX_NUMBER}. Use -1 for no limit.`];
  }
  return [];
}
