import type { Command } from 'commander';
import { verifyEvents } from '@hostwright/store/maintenance';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import type { OutputForm } from '../../cli/print.js';
import { storeFileOf } from '../store/store-file.js';
import { printVerdict, tellEvents } from '../store/verdict-view.js';

interface VerifyOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `audit verify`. */
export function addAuditVerify(parent: Command, context: CommandContext): void {
  const command = parent
    .command('verify')
    .argument('[file]', "a backup or another store (default: this deployment's store)")
    .description('Follow the chain of hashes through the audit log, and name the first event that was changed, moved or taken out.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((file: string | undefined, options: VerifyOptions) => verify(context, file, options));
  withExitCodes(command, ['damaged']);
  withExamples(command, [
    ['audit verify', 'keep the last link elsewhere: with it, a log written anew shows'],
    ['audit verify --output json', '12 is the exit code when the log was changed'],
  ]);
}

async function verify(context: CommandContext, stated: string | undefined, options: VerifyOptions): Promise<void> {
  const verdict = await verifyEvents({ file: stated ?? storeFileOf(context, options) });
  printVerdict(context, options.output, verdict, (whole) => `whole: ${tellEvents(whole)}.`);
}
