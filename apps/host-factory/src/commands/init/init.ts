import { resolve } from 'node:path';
import type { Command } from 'commander';
import { discoverProviders, type Discovery, findProvider, loadProvider } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import { withoutHostFactory } from '../../cli/environment.js';
import { withExamples } from '../../cli/options.js';
import { shellWord } from '../../scripts/shell-quote.js';
import { starterFiles } from './starter-files.js';
import { writeNewFiles } from './write-new-files.js';

interface InitOptions {
  readonly provider?: string;
  /** Commander turns `--non-interactive` into this. */
  readonly nonInteractive?: boolean;
}

/** `init`. */
export function addInit(root: Command, context: CommandContext): void {
  const command = root
    .command('init')
    .argument('<dir>', 'folder for the configuration; made where it does not exist')
    .description('Write a configuration that works, with templates to edit. Overwrites nothing.')
    .option('--provider <id>', 'the cloud; asked for on a terminal when it is not given')
    .option('--non-interactive', 'ask nothing, even on a terminal')
    .action((directory: string, options: InitOptions) => init(context, resolve(directory), options));
  withExamples(command, [
    ['init /etc/hostwright --provider mock --non-interactive', 'a cloud that is one local file, to try everything out'],
  ]);
}

async function init(context: CommandContext, directory: string, options: InitOptions): Promise<void> {
  const { io, program } = context;
  const discovery = await discoverProviders({ directory: program.packageDirectory });
  const providerId = options.provider ?? (await askForProvider(context, discovery, options));
  const { starter, name } = await loadProvider(findProvider(discovery, providerId));
  if (starter === undefined) {
    throw new CommandError(
      'fix-settings',
      `The provider "${providerId}" suggests no configuration. See its README, and write hostwright.yaml by hand.`,
    );
  }
  const written = writeNewFiles(directory, starterFiles({ providerId, providerName: name, starter }));
  // The whole of it is read once, as every call will read it, so that a mistake shows now; this also makes deployment.json. A new folder
  // is nobody's yet: the work directory of a Host Factory that happens to be set does not belong to it.
  const { templates } = await context.services({ config: directory }, withoutHostFactory(context.environment)).configuration();
  for (const path of written) io.out(`${path}\n`);
  io.out(`${templates.length} templates: ${templates.map(({ templateId }) => templateId).join(', ')}\n`);
  io.err(`Edit them, then: host-factory doctor --config ${shellWord(directory)}\n`);
}

async function askForProvider(context: CommandContext, { found }: Discovery, { nonInteractive }: InitOptions): Promise<string> {
  const installed = found.map(({ providerId }) => providerId).join(', ');
  const { ask } = context.io;
  if (ask === undefined || nonInteractive === true) {
    throw new CommandError('usage', `Which provider? Say --provider ID; installed are: ${installed}.`);
  }
  return ask(`Provider (${installed}): `);
}
