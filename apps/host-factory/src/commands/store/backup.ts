import type { Command } from 'commander';
import { type BackupReport, backupStore, backupTargetProblem } from '@hostwright/store/maintenance';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { isoTime } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { storeFileOf } from './store-file.js';

interface BackupOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `store backup`. */
export function addStoreBackup(parent: Command, context: CommandContext): void {
  const command = parent
    .command('backup')
    .argument('<file>', 'the new file; it must not exist, its folder must')
    .description(
      'Save the store into one file, while everything goes on. The file is whole when it is there, and only its owner may read it.',
    )
    .addOption(outputOption())
    .addOption(configOption())
    .action((file: string, options: BackupOptions) => backup(context, file, options));
  withExamples(command, [['store backup /var/backups/hostwright.db', 'all that was acknowledged before, in one file']]);
}

function backup(context: CommandContext, target: string, options: BackupOptions): void {
  const { io, clock } = context;
  const file = storeFileOf(context, options);
  const problem = backupTargetProblem(target, file);
  if (problem !== undefined) throw new CommandError('backup-target-refused', problem);
  io.progress(`saving ${file}`);
  const report = backupStore({ file, target, clock });
  io.progress('');
  if (options.output !== 'table') return printData(io, options.output, toData(report));
  io.out(
    io.quiet
      ? `${report.target}\n`
      : `${report.target}: ${report.bytes} bytes, ${report.events} events, up to intent ${report.lastSequence}.\n`,
  );
}

function toData({ madeAtMs, ...report }: BackupReport): object {
  return { ...report, madeAt: isoTime(madeAtMs) };
}
