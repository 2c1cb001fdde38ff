import type { Command } from 'commander';
import { type StoreVerdict, verifyStore } from '@hostwright/store/maintenance';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { isoTime } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import type { OutputForm } from '../../cli/print.js';
import { storeFileOf } from './store-file.js';
import { printVerdict, tellEvents } from './verdict-view.js';

interface VerifyOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `store verify`. */
export function addStoreVerify(parent: Command, context: CommandContext): void {
  const command = parent
    .command('verify')
    .argument('[file]', "a backup or another store (default: this deployment's store)")
    .description('Look at every page, row and link of a store or a backup, and name what is damaged. Changes nothing.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((file: string | undefined, options: VerifyOptions) => verify(context, file, options));
  withExitCodes(command, ['damaged']);
  withExamples(command, [
    ['store verify', 'the store, which may be in use'],
    ['store verify /var/backups/hostwright.db --output json', 'a backup; 12 is the exit code when it is damaged'],
  ]);
}

async function verify(context: CommandContext, stated: string | undefined, options: VerifyOptions): Promise<void> {
  const file = stated ?? storeFileOf(context, options);
  context.io.progress(`reading ${file}`);
  const verdict = await verifyStore({ file });
  context.io.progress('');
  printVerdict(context, options.output, verdict, tellWhole);
}

function tellWhole(verdict: StoreVerdict): string {
  const { backupMadeAtMs, rows } = verdict;
  const what = backupMadeAtMs === undefined ? 'whole' : `a whole backup, made ${isoTime(backupMadeAtMs)}`;
  return `${what}: ${rows} rows; ${tellEvents(verdict)}.`;
}
