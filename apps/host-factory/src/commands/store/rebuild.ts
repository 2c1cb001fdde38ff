import type { Command } from 'commander';
import { rebuildSite, type SiteRebuild } from '@hostwright/service/agent';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, dryRunOption, outputOption, timeoutOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { requireConnection } from '../orphans/require-connection.js';
import { wakeWorker } from '../wake-worker.js';
import { tellRebuild } from './tell-rebuild.js';

interface RebuildOptions extends SiteOptions {
  readonly without: readonly string[];
  readonly timeout: number;
  readonly dryRun?: boolean;
  readonly output: OutputForm;
}

const DEFAULT_TIMEOUT_SECONDS = 60;

/** `store rebuild`. */
export function addStoreRebuild(parent: Command, context: CommandContext): void {
  const command = parent
    .command('rebuild')
    .description(
      'Make a lost or outdated store know again what runs: machines come back under the requests that their tags name, and halts are lifted. Launches and ends nothing. May be repeated.',
    )
    .option('--without <connection>', 'leave this connection out, and halted; may be said again', collect, [])
    .addOption(timeoutOption(DEFAULT_TIMEOUT_SECONDS))
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: RebuildOptions) => rebuild(context, options));
  withExitCodes(command, ['fix-account']);
  withExamples(command, [
    ['store rebuild --dry-run', 'what would come back'],
    ['store rebuild', 'after the store was lost or an old backup was restored'],
  ]);
}

function collect(connection: string, before: readonly string[]): readonly string[] {
  return [...before, connection];
}

async function rebuild(context: CommandContext, options: RebuildOptions): Promise<void> {
  const { io, environment, clock } = context;
  const { without, timeout, dryRun = false, output } = options;
  const configuration = await context.readServices(options).configuration();
  for (const name of without) requireConnection(configuration, name);
  if (configuration.connections.every(({ name }) => without.includes(name))) {
    throw new CommandError('usage-invalid-value', 'A store is rebuilt from at least one connection: leave one in.');
  }
  io.progress('listing the clouds');
  const rebuilt = await rebuildSite({
    configuration,
    environment,
    clock,
    without,
    dryRun,
    drainMs: timeout * 1000,
    wake: () => wakeWorker(context.services(options)),
  }).finally(() => io.progress(''));
  print(context, rebuilt, { dryRun, output });
  // The rebuild stands, and was told of: this is why nobody works yet.
  if (rebuilt.wakeError !== undefined) throw rebuilt.wakeError;
}

function print(
  { io }: CommandContext,
  rebuilt: SiteRebuild,
  { dryRun, output }: { readonly dryRun: boolean; readonly output: OutputForm },
): void {
  const { needed, incarnation, requests, connections, mended, keptAside } = rebuilt;
  if (output !== 'table')
    return printData(io, output, { dryRun, needed, incarnation, requests, connections, mended, keptAside: keptAside ?? null });
  const { result, notes } = tellRebuild(rebuilt, dryRun);
  for (const line of result) io.out(`${line}\n`);
  if (mended.length > 0) io.err(`Mended in the store: ${mended.join(', ')}.\n`);
  if (keptAside !== undefined) io.err(`The store was damaged, and is kept as ${keptAside}.\n`);
  for (const line of notes) io.err(`${line}\n`);
}
