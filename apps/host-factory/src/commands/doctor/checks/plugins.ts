import { discoverProviders, type Discovery, type DiscoveryProblem, type FoundProvider } from '@hostwright/core';
import { loadConnections } from '@hostwright/service/configuration';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Patient, patientCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { findCopy, readCopy } from '../look/core-copy.js';
import { satisfies } from '../look/version-range.js';
import { because, edit, hostFactory } from '../mend.js';

const CORE = '@hostwright/core';

/** Every connection's plugin is installed, fits this program, loads, and takes its settings. Calls no cloud. */
export const plugins = patientCheck('plugins', 'provider plugins: installed, fitting, content with settings', async (patient) => {
  const { configuration, context } = patient;
  const { directory, allow } = configuration.plugins;
  const { found, problems } = await discoverProviders({ directory, ...(allow !== undefined && { allow }) });
  const { connections, broken } = await loadConnections(configuration, {
    environment: context.environment,
    programDirectory: context.program.packageDirectory,
  });
  return [
    ...problems.map((problem) => wrong(problem.message, mendOf(problem, patient))),
    ...found.flatMap((plugin) => judgeCore(plugin, patient)),
    ...connections.map(({ name, definition }) => ok(`connection ${name}: ${definition.id}`)),
    ...broken.map(({ name, provider, error }) =>
      wrong(`connection ${name}: ${error.message}`, mendOfBroken(patient, provider, { found, problems })),
    ),
  ];
});

function mendOf({ code, packageName }: DiscoveryProblem, { configuration, site }: Patient): string {
  const { directory } = configuration.plugins;
  const npm = (words: string): string => `npm --prefix ${shellWord(directory)} ${words}`;
  if (code === 'UnsupportedSpecification') return npm(`install ${shellWord(`${packageName}@latest`)}`);
  if (code === 'ProviderConflict') return because(npm(`uninstall ${shellWord(packageName)}`), 'or the other one of the two');
  if (code === 'ProviderNotAllowed')
    return edit(site.configurationFile ?? site.directory, 'add it to plugins.allow, with the version that is installed');
  return npm(`install ${shellWord(packageName)}`);
}

/** A plugin that was found and cannot be used has its fault mended; one that is not there is installed; settings are written anew. */
function mendOfBroken(patient: Patient, provider: string, { found, problems }: Pick<Discovery, 'found' | 'problems'>): string {
  const problem = problems.find(({ providerId }) => providerId === provider);
  if (problem !== undefined) return mendOf(problem, patient);
  if (found.some(({ providerId }) => providerId === provider)) {
    return because(hostFactory(patient, 'config', 'validate'), 'names each setting that is refused');
  }
  return `npm --prefix ${shellWord(patient.configuration.plugins.directory)} install ${shellWord(`@hostwright/provider-${provider}`)}`;
}

/** A second copy of core works, as long as it speaks the same specification; one outside the plugin's range was never tried. */
function judgeCore({ packageName, directory }: FoundProvider, { context, configuration }: Patient): readonly Answer[] {
  const ours = findCopy(context.program.packageDirectory, CORE);
  const theirs = findCopy(directory, CORE);
  if (ours === undefined) return [];
  const range = readCopy(directory).manifest.peerDependencies?.[CORE];
  const prefix = shellWord(configuration.plugins.directory);
  const answers: Answer[] = [];
  if (range !== undefined && !satisfies(ours.version, range)) {
    answers.push(
      wrong(
        `${packageName} wants ${CORE} ${range}, and this program has ${ours.version}`,
        `npm --prefix ${prefix} install ${shellWord(`${packageName}@latest`)}`,
      ),
    );
  }
  if (theirs !== undefined && theirs.directory !== ours.directory) {
    answers.push(
      note(
        `${packageName} brings a copy of ${CORE} of its own: ${theirs.version} beside ${ours.version}. Both work together; one takes less memory`,
        `npm --prefix ${prefix} dedupe`,
      ),
    );
  }
  return answers;
}
