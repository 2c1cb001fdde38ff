import type { Command } from 'commander';
import type { FoundProvider } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printList } from '../../cli/print.js';
import { findPlugins } from './plugin-place.js';

interface ListOptions extends SiteOptions {
  readonly output: OutputForm;
}

interface ProviderRow {
  readonly found: FoundProvider;
  readonly connections: readonly string[];
}

/** `providers list`. */
export function addProvidersList(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('List installed provider plugins and the connections that use them. Loads none of them.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ListOptions) => listProviders(context, options));
  withExamples(command, [['providers list', 'what can be used']]);
}

async function listProviders(context: CommandContext, options: ListOptions): Promise<void> {
  const { discovery, connections } = await findPlugins(context, options);
  const rows = async function* (): AsyncGenerator<readonly ProviderRow[]> {
    yield discovery.found.map((found) => ({
      found,
      connections: connections.filter(({ provider }) => provider === found.providerId).map(({ name }) => name),
    }));
  };
  await printList(context.io, rows(), {
    form: options.output,
    columns: [
      { title: 'provider', value: ({ found }) => found.providerId },
      { title: 'package', value: ({ found }) => found.packageName },
      { title: 'version', value: ({ found }) => found.version },
      { title: 'contract', value: ({ found }) => found.spec },
      { title: 'connections', value: (row) => row.connections.join(', ') },
    ],
    toJson: ({ found, connections: names }) => ({
      provider: found.providerId,
      package: found.packageName,
      version: found.version,
      contract: found.spec,
      directory: found.directory,
      connections: names,
    }),
    nothing: 'No provider plugin is installed.',
  });
  for (const { message } of discovery.problems) context.io.err(`${message}\n`);
}
