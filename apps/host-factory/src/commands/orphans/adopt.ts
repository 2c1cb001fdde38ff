import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, dryRunOption, outputOption, withExamples } from '../../cli/options.js';
import { changeOrphans, type ChangeOptions } from './change-orphans.js';

/** `orphans adopt`. */
export function addOrphansAdopt(parent: Command, context: CommandContext): void {
  const command = parent
    .command('adopt')
    .argument('[machine...]', 'ids')
    .description('Take orphans over: they become live machines of a request, which Host Factory may ask for and return.')
    .option('--all', 'all orphans')
    .option('--connection <name>', 'only those of this connection')
    .option('--yes', 'do not ask')
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((words: readonly string[], options: ChangeOptions) =>
      changeOrphans(context, words, options, { command: 'adoptOrphans', verb: 'Adopt', future: 'adopted' }),
    );
  withExitCodes(command, ['fix-template']);
  withExamples(command, [
    ['orphans adopt --all --dry-run', 'which machines that would be'],
    ['orphans adopt --all --connection mock --yes', 'all orphans of one connection'],
  ]);
}
