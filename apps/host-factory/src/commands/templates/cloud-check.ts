import { isHostFactoryError, isProviderError, type Template } from '@hostwright/core';
import type { Provider } from '@hostwright/core/provider';
import { loadConnections, type SiteConfiguration, type TemplateAnswer } from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import { inTime, LookTookTooLong } from '../providers/in-time.js';
import { createReadOnlyContext } from '../providers/read-only-context.js';

/** A cloud that has not answered within this time about one template is one that cannot be asked. */
const LONGEST_LOOK_MS = 60_000;

/** Asks the clouds of a site about templates. */
export interface CloudCheck {
  /** What the cloud of its connection has against a template. Reads only, and never rejects: why it could not be asked is a warning. */
  readonly ask: (template: Template) => Promise<TemplateAnswer>;
  /** Whether it could not be asked about one of those so far. */
  readonly couldNotAsk: () => boolean;
  /** Lets go of what was opened. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the connections of a site for looks at the cloud; each plugin is made when its first template is asked about.
 *
 * @throws {CommandError} there is no configuration, which alone says what to ask
 */
export async function openCloudCheck(
  { environment, program, clock }: CommandContext,
  configuration: SiteConfiguration | undefined,
): Promise<CloudCheck> {
  if (configuration === undefined) {
    throw new CommandError('usage-needs-answer', 'Which cloud? --online asks those of a configuration: say --config DIR.');
  }
  const { connections, broken, readSecret } = await loadConnections(configuration, {
    environment,
    programDirectory: program.packageDirectory,
  });
  const providers = new Map<string, Provider<unknown>>();
  const providerOf = (name: string): Provider<unknown> => {
    const known = providers.get(name);
    if (known !== undefined) return known;
    const setup = connections.find((connection) => connection.name === name);
    if (setup === undefined) throw broken.find((connection) => connection.name === name)?.error ?? new Error(`no connection ${name}`);
    const made = setup.definition.create(setup.settings, createReadOnlyContext({ connection: name, clock, readSecret }));
    providers.set(name, made);
    return made;
  };
  let failures = 0;
  return {
    ask: async ({ connection, options }) => {
      try {
        const problems = await inTime(LONGEST_LOOK_MS, (signal) => providerOf(connection).machines.validate({ options, signal }));
        return { problems: problems.map(({ path, message }) => `${path}: ${message}`), warnings: [] };
      } catch (error) {
        failures += 1;
        return { problems: [], warnings: [`the cloud of ${connection} could not be asked (${tell(error)})`] };
      }
    },
    couldNotAsk: () => failures > 0,
    close: async () => {
      for (const provider of providers.values()) await provider.dispose?.();
    },
  };
}

/** Our errors are written for people; anything else a plugin throws may hold secrets. */
function tell(error: unknown): string {
  if (isProviderError(error)) return `${error.errorClass}: ${error.message}`;
  if (isHostFactoryError(error) || error instanceof LookTookTooLong) return error.message;
  return 'the plugin failed; report it to its authors';
}
