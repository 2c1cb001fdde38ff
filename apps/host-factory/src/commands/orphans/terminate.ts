import type { Command } from 'commander';
import type { CommandContext } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, dryRunOption, outputOption, withExamples } from '../../cli/options.js';
import { changeOrphans, type ChangeOptions } from './change-orphans.js';

/** `orphans terminate`. */
export function addOrphansTerminate(parent: Command, context: CommandContext): void {
  const command = parent
    .command('terminate')
    .argument('[machine...]', 'ids')
    .description('End orphans, through a return request. Make sure first that no other cluster or store works with them.')
    .option('--all', 'all orphans')
    .option('--connection <name>', 'only those of this connection')
    .option('--yes', 'do not ask')
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((words: readonly string[], options: ChangeOptions) =>
      changeOrphans(context, words, options, { command: 'terminateOrphans', verb: 'End', future: 'ended' }),
    );
  withExitCodes(command, ['fix-template']);
  withExamples(command, [
    ['orphans terminate --all --dry-run', 'which machines that would be'],
    ['orphans terminate --all --yes', 'all orphans, without a question'],
  ]);
}
