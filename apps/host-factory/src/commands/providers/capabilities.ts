import type { Command } from 'commander';
import { nearest } from '@hostwright/service/errors';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printList } from '../../cli/print.js';
import { findPlugins } from './plugin-place.js';
import { type ProviderAbilities, readAbilities } from './read-abilities.js';

interface CapabilitiesOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `providers capabilities`. */
export function addProvidersCapabilities(parent: Command, context: CommandContext): void {
  const command = parent
    .command('capabilities')
    .argument('[provider]', 'id of one provider; else all that are installed')
    .description('Tell what each installed provider can do, for each of its connections. Loads the plugins; calls no cloud.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((id: string | undefined, options: CapabilitiesOptions) => tellCapabilities(context, id, options));
  withExamples(command, [
    ['providers capabilities', 'all that are installed'],
    ['providers capabilities mock --output yaml', 'everything that one states'],
  ]);
}

async function tellCapabilities(context: CommandContext, id: string | undefined, options: CapabilitiesOptions): Promise<void> {
  const { discovery } = await findPlugins(context, options);
  const installed = [...new Set(discovery.found.map(({ providerId }) => providerId))];
  if (id !== undefined && !installed.includes(id)) throw new CommandError('provider-unknown', unknown(id, installed));
  const rows = await readAbilities(context, options, { discovery, ids: id === undefined ? installed : [id] });
  const pages = async function* (): AsyncGenerator<readonly ProviderAbilities[]> {
    yield rows;
  };
  await printList(context.io, pages(), {
    form: options.output,
    columns: [
      { title: 'provider', value: ({ provider }) => provider },
      { title: 'connection', value: ({ connection }) => connection ?? '' },
      { title: 'per launch', value: ({ capabilities }) => String(capabilities?.machines.maxUnitsPerLaunch ?? '') },
      { title: 'machines', value: machineWords },
      { title: 'interfaces', value: ({ capabilities }) => (capabilities?.interfaces ?? []).join(', ') },
    ],
    toJson: ({ provider, name, connection, capabilities, rateLimits, problem }) => ({
      provider,
      name: name ?? null,
      connection: connection ?? null,
      capabilities: capabilities ?? null,
      rateLimits,
      problem: problem ?? null,
    }),
    nothing: 'No provider plugin is installed.',
  });
  for (const { provider, problem } of rows) if (problem !== undefined) context.io.err(`${provider}: ${problem}\n`);
}

function unknown(id: string, installed: readonly string[]): string {
  const meant = nearest(id, installed);
  if (meant !== undefined) return `There is no provider "${id}"; did you mean "${meant}"?`;
  return `There is no provider "${id}"; installed are ${installed.join(', ') || 'none'}. See "host-factory providers list".`;
}

/** What machines can do, in words; what a provider cannot do is left out. */
function machineWords({ capabilities }: ProviderAbilities): string {
  if (capabilities === undefined) return 'not known';
  const { stoppable, groups, refills, spot, reclaimNotice, weighted, feed } = capabilities.machines;
  const words: readonly (readonly [boolean, string])[] = [
    [spot, 'spot'],
    [groups, 'groups'],
    [refills, 'refilling groups'],
    [stoppable, 'stop and start'],
    [reclaimNotice, 'notice before reclaim'],
    [weighted, 'weights'],
    [feed, 'events'],
  ];
  return words
    .filter(([can]) => can)
    .map(([, word]) => word)
    .join(', ');
}
