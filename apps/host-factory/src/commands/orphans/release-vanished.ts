import type { Command } from 'commander';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { plural } from '../../cli/format.js';
import { configOption, dryRunOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { wakeWorker } from '../wake-worker.js';
import { confirm } from './confirm.js';
import { requireConnection } from './require-connection.js';
import { requireStore } from './require-store.js';

interface ReleaseOptions extends SiteOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly output: OutputForm;
}

/** `providers release-vanished`. */
export function addReleaseVanished(parent: Command, context: CommandContext): void {
  const command = parent
    .command('release-vanished')
    .argument('<connection>', 'its name')
    .description(
      'Confirm that machines which vanished all at once are gone. Look into the cloud first: wrong credentials look just the same.',
    )
    .option('--yes', 'do not ask')
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((connection: string, options: ReleaseOptions) => releaseVanished(context, connection, options));
  withExamples(command, [['providers release-vanished mock --dry-run', 'how many machines that concerns']]);
}

async function releaseVanished(context: CommandContext, connection: string, options: ReleaseOptions): Promise<void> {
  const reading = context.readServices(options);
  const configuration = await reading.configuration();
  requireConnection(configuration, connection);
  requireStore(configuration);
  const views = await (await reading.queries()).connections();
  const state = views.find((view) => view.state.connection === connection)?.state;
  const held = state?.vanishHeldSinceMs === undefined ? 0 : state.vanishHeldMachines;
  if (held === 0 || options.dryRun === true) return tell(context, options, { connection, held, released: 0 });
  await confirm(context.io, `Take ${plural(held, 'machine')} of ${connection} for gone`, options.yes);
  const services = context.services(options);
  const released = await (await services.commands()).releaseVanished({ connection });
  await wakeWorker(services);
  tell(context, options, { connection, held, released });
}

interface Released {
  readonly connection: string;
  readonly held: number;
  readonly released: number;
}

function tell({ io }: CommandContext, { output, dryRun }: ReleaseOptions, result: Released): void {
  const { connection, held, released } = result;
  if (output !== 'table') return printData(io, output, { ...result, dryRun: dryRun === true });
  if (held === 0) return io.err(`No verdict is held on ${connection}.\n`);
  io.out(
    dryRun === true
      ? `${plural(held, 'machine')} would be taken for gone (dry run).\n`
      : `${plural(released, 'machine')} of ${connection} taken for gone.\n`,
  );
}
