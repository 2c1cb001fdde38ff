import { discoverProviders } from '@hostwright/core';
import { loadConnections } from '@hostwright/service/configuration';
import { type Finding, ok, type Patient, wrong } from '../finding.js';

/** Every connection's plugin is installed, loads, and takes its settings. Calls no cloud. */
export async function checkPlugins({ configuration, context }: Patient): Promise<readonly Finding[]> {
  const { directory, allow } = configuration.plugins;
  const { problems } = await discoverProviders({ directory, ...(allow !== undefined && { allow }) });
  const { connections, broken } = await loadConnections(configuration, {
    environment: context.environment,
    programDirectory: context.program.packageDirectory,
  });
  return [
    ...problems.map(({ message }) => wrong('plugins', message, `npm ls --prefix ${directory}`)),
    ...connections.map(({ name, definition }) => ok('connection', `${name} (${definition.id})`)),
    ...broken.map(({ name, error }) =>
      wrong('connection', `${name}: ${error.message}`, `mend the settings of ${name}, then: host-factory providers health ${name}`),
    ),
  ];
}
