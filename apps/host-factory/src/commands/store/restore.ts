import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { restoreSite } from '@hostwright/service';
import { type Damage, type RestoreReport, type StoreInfo, storeInfo, verifyStore } from '@hostwright/store/maintenance';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { isoTime } from '../../cli/format.js';
import { configOption, dryRunOption, outputOption, timeoutOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { pausedAgent, tellPaused } from '../agent/paused-agent.js';
import { storeFileOf } from './store-file.js';
import { printVerdict } from './verdict-view.js';

interface RestoreOptions extends SiteOptions {
  readonly stopAgent?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly timeout: number;
  readonly output: OutputForm;
}

const DEFAULT_TIMEOUT_SECONDS = 60;

/** `store restore`. */
export function addStoreRestore(parent: Command, context: CommandContext): void {
  const command = parent
    .command('restore')
    .argument('<file>', 'the backup')
    .description(
      'Put a backup in the place of the store, which is kept beside it under another name. Where machines were launched since the backup was made, their connection halts until "store rebuild".',
    )
    .option('--stop-agent', 'let an agent that runs end first; without it, nothing is restored while one runs')
    .option('--yes', 'do not ask')
    .addOption(dryRunOption())
    .addOption(timeoutOption(DEFAULT_TIMEOUT_SECONDS))
    .addOption(outputOption())
    .addOption(configOption())
    .action((file: string, options: RestoreOptions) => restore(context, file, options));
  withExitCodes(command, ['damaged']);
  withExamples(command, [
    ['store restore /var/backups/hostwright.db --dry-run', 'what would be restored'],
    ['store restore /var/backups/hostwright.db --stop-agent --yes', 'without a question'],
  ]);
}

async function restore(context: CommandContext, backup: string, options: RestoreOptions): Promise<void> {
  const { io, environment, clock } = context;
  const file = storeFileOf(context, options);
  const verdict = await verifyStore({ file: backup });
  if (verdict.damages.length > 0) return printVerdict(context, options.output, verdict, () => '', tellRefusal);
  const plan = storeInfo({ file: backup });
  if (options.dryRun === true) return printPlan(context, options.output, plan, file);
  await confirm(context, options, plan, file);
  const configuration = await context.services(options).configuration();
  const stopAgent = options.stopAgent === true;
  const paused = stopAgent ? pausedAgent({ site: configuration.site, environment }) : undefined;
  if (paused !== undefined) throw new CommandError('agent-still-running', `Nothing was changed. ${tellPaused(paused)}`);
  io.progress(`restoring ${file}`);
  const report = await restoreSite({ configuration, environment, backup, stopAgent, clock, waitMs: options.timeout * 1000 });
  io.progress('');
  printReport(context, options.output, report);
}

function tellRefusal(damages: readonly Damage[]): string {
  const isNone = damages.some(({ kind }) => kind === 'file');
  return `${isNone ? 'It is no backup that can be read. ' : ''}Nothing was changed. Restore another backup.`;
}

async function confirm({ io }: CommandContext, { yes }: RestoreOptions, plan: StoreInfo, file: string): Promise<void> {
  if (yes === true) return;
  const what = tellPlan(plan, file);
  if (io.ask === undefined) throw new CommandError('usage-not-confirmed', `${what} Say --yes to do it; nobody can be asked here.`);
  if (!/^y(?:es)?$/i.test(await io.ask(`${what} Restore it? [y/N] `))) {
    throw new CommandError('usage-not-confirmed', 'Not confirmed: nothing was changed.');
  }
}

function tellPlan({ file: backup, backupMadeAtMs, events, lastSequence }: StoreInfo, file: string): string {
  const made = backupMadeAtMs === undefined ? '' : ` of ${isoTime(backupMadeAtMs)}`;
  const kept = existsSync(file) ? ', which is kept beside it' : '';
  return `${backup}${made} (${events} events, up to intent ${lastSequence}) would take the place of ${file}${kept}.`;
}

function printPlan({ io }: CommandContext, form: OutputForm, plan: StoreInfo, file: string): void {
  if (form === 'table') return io.out(`${tellPlan(plan, file)} Nothing was changed.\n`);
  const { file: backup, backupMadeAtMs, events, lastSequence, deploymentId } = plan;
  printData(io, form, { dryRun: true, backup, file, madeAt: isoTime(backupMadeAtMs) || null, events, lastSequence, deploymentId });
}

function printReport({ io }: CommandContext, form: OutputForm, report: RestoreReport): void {
  const { file, keptAside, backupMadeAtMs, lastSequence, events } = report;
  if (form !== 'table') {
    return printData(io, form, { file, keptAside: keptAside ?? null, madeAt: isoTime(backupMadeAtMs) || null, lastSequence, events });
  }
  io.out(io.quiet ? `${file}\n` : `${file} was restored: ${events} events, up to intent ${lastSequence}.\n`);
  if (keptAside !== undefined) io.err(`The store that was there is kept as ${keptAside}.\n`);
  io.err(
    'The next sweep compares it with the clouds. Where machines were launched since, the connection halts: host-factory store rebuild.\n',
  );
}
