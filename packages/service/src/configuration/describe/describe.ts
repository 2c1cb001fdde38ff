import { DEFAULT_TIMING } from '@hostwright/core';
import { DEFAULT_CALL_TIMING } from '@hostwright/host-factory-protocol';
import type { DescribedValue, DescribeOptions, ValueOrigin } from '../describe-site.js';
import { ConfigurationError, type ConfigurationFault } from '../fault.js';
import type { MergedConfiguration } from '../include/merge.js';
import { readSources } from '../include/read-sources.js';
import { createInterpolation } from '../interpolate.js';
import { findProgramDirectory } from '../program-directory.js';
import { readDocument } from '../read/read-document.js';
import { connectTemplates, readTemplates } from '../read/read-templates.js';
import { readSite } from '../read/read-site.js';
import type { ReadContext, SiteSource } from '../read/site-source.js';
import { tellPath } from '../read/tell-issues.js';
import { mergeSources } from '../include/merge.js';
import { locateSite } from '../site/locate.js';
import { templatePath } from '../templates/template-path.js';
import { FingerprintRecorder } from '../snapshot/fingerprint.js';
import { connectionValues } from './connection-values.js';
import { describeFolders } from './folders.js';
import { leavesOf } from './leaves.js';
import { maskValue } from './mask.js';
import { originOf } from './origins.js';

/** See {@link import('../describe-site.js').describeSite}. */
export async function describe({ configDirectory, environment, programDirectory }: DescribeOptions): Promise<readonly DescribedValue[]> {
  const site = locateSite({ configDirectory, environment });
  const context: ReadContext = {
    site,
    programDirectory: programDirectory ?? findProgramDirectory(),
    interpolation: createInterpolation(site.directory, environment),
    recorder: new FingerprintRecorder(),
  };
  const source = await readSite(context);
  const merged = await mergedOf(context);
  const origin = (path: readonly PropertyKey[]): ValueOrigin =>
    merged === undefined ? { kind: 'default' } : originOf(merged, path, context.interpolation);
  const connections = source.connections.map((connection, index) =>
    connectionValues({
      connection,
      path: ['connections', index],
      installed: source.installed,
      originOf: merged === undefined ? () => vendorOrigin(connection.where) : origin,
    }),
  );
  return [
    ...describeFolders({ site, configDirectory, environment, merged }),
    ...ownValues(source, merged, origin),
    ...(await Promise.all(connections)).flat(),
    ...(await templateValues(source, context)),
  ];
}

/** The configuration as it is written, for the places in it. */
async function mergedOf({ site, interpolation, recorder }: ReadContext): Promise<MergedConfiguration | undefined> {
  if (site.configurationFile === undefined) return undefined;
  const faults: ConfigurationFault[] = [];
  const [first, ...others] = await readSources(site.configurationFile, { interpolation, recorder, faults });
  if (first === undefined) throw new ConfigurationError(faults);
  return mergeSources([first, ...others]);
}

function vendorOrigin(file: string): ValueOrigin {
  return { kind: 'file', file, line: 1, column: 1, variables: [] };
}

function ownValues(
  source: SiteSource,
  merged: MergedConfiguration | undefined,
  origin: (path: readonly PropertyKey[]) => ValueOrigin,
): readonly DescribedValue[] {
  const { agent, sharedWorkDirectory, timing, claimSilenceMs, callTiming, echoReturnedMachines, log, plugins } = source;
  const { pollWithinMs: _ofEachCall, ...engineTiming } = DEFAULT_TIMING;
  const values = {
    agent,
    sharedWorkDirectory,
    ...(merged?.keys['templateFiles'] !== undefined && { templateFiles: merged.keys['templateFiles'] }),
    plugins: { directory: plugins.directory, ...(plugins.allow !== undefined && { allow: plugins.allow }) },
    timing: { ...engineTiming, ...timing, claimSilenceMs },
    log,
    hostFactory: { ...DEFAULT_CALL_TIMING, ...callTiming, echoReturnedMachines },
  };
  return leavesOf(values).map(({ path, value }) => ({ key: tellPath(path, ''), value: maskValue(value, []), origin: origin(path) }));
}

/** Each template by its id, and where it stands; what is in it is told by `templates show`. */
async function templateValues(source: SiteSource, context: ReadContext): Promise<readonly DescribedValue[]> {
  const files = await readTemplates(source, await connectTemplates(source), context);
  const described = files.map(async ({ file, readings }): Promise<readonly DescribedValue[]> => {
    const usable = readings.flatMap(({ template, place }) => (template === undefined ? [] : [{ template, place }]));
    if (usable.length === 0) return [];
    const document = await readDocument(file);
    return usable.map(({ template, place }) => {
      const { line, column } = document.placeOf(templatePath(document.value, place), 'value');
      const value = `connection ${template.connection}, at most ${template.maxNumber}`;
      return { key: `templates[${template.templateId}]`, value, origin: { kind: 'file', file, line, column, variables: [] } };
    });
  });
  return (await Promise.all(described)).flat();
}
