import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AdoptionReceipt } from '@hostwright/core';
import { type ForeignState, ForeignStateError, readForeignState } from '@hostwright/service';
import type { SiteConfiguration } from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { plural } from '../../cli/format.js';
import { configOption, dryRunOption, outputOption, timeoutOption, withExamples } from '../../cli/options.js';
import type { OutputForm } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import { EXIT } from '../../exit-codes.js';
import { confirm } from '../orphans/confirm.js';
import { requireConnection } from '../orphans/require-connection.js';
import { printAdoption, printPlan } from './print-adoption.js';
import { waitForAdoption } from './wait-for-adoption.js';
import { whatHoldsUp } from './what-holds-up.js';

/** Long enough for some thousands of machines. */
const DEFAULT_WAIT_SECONDS = 120;

/** A file that was written within this time may still have its writer. */
const STILL_WARM_MS = 60_000;

interface AdoptOptions extends SiteOptions {
  readonly from: string;
  readonly connection?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly timeout: number;
  readonly output: OutputForm;
}

/** `adopt`. */
export function addAdopt(root: Command, context: CommandContext): void {
  const command = root
    .command('adopt')
    .description(
      "Take over the machines of another host factory, from the state file of the vendor's plugin or of Open Resource Broker: each is looked for in " +
        'the cloud and tagged as ours, and its request goes on under the id that Host Factory knows. Stop the other host factory first. May be repeated.',
    )
    .requiredOption('--from <file>', "<PROVIDER_NAME>-db.json of the vendor's plugin, or ORB's request_database.json or database")
    .option('--connection <name>', 'connection in whose account and region the machines are, where there are several')
    .option('--yes', 'do not ask')
    .addOption(timeoutOption(DEFAULT_WAIT_SECONDS))
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: AdoptOptions) => adopt(context, options));
  withExitCodes(command, ['fix-template', 'partial', 'incomplete']);
  withExamples(command, [
    ['adopt --from /opt/lsf/work/cluster1/resource_connector/aws-db.json --dry-run', 'what the file names'],
    ['adopt --from /opt/lsf/work/cluster1/resource_connector/aws-db.json --yes', 'take it over'],
  ]);
}

async function adopt(context: CommandContext, options: AdoptOptions): Promise<void> {
  const { io, clock } = context;
  const file = resolve(options.from);
  const { dryRun = false } = options;
  const configuration = await (dryRun ? context.readServices(options) : context.services(options)).configuration();
  const connection = chooseConnection(configuration, options.connection);
  const state = await read(file);
  for (const problem of state.problems) io.err(`${printable(`left out ${problem}`)}\n`);
  if (clock.now() - state.writtenAtMs < STILL_WARM_MS)
    io.err(
      `${printable(file)} was written less than a minute ago: make sure that the other host factory does not work with these machines any more.\n`,
    );
  const machines = new Set(state.requests.flatMap(({ machineIds }) => machineIds)).size;
  if (dryRun) return printPlan(io, { state, connection, machines }, options.output);
  if (state.requests.length + state.returns.length === 0)
    return printAdoption(io, { state, connection, receipts: [], views: [] }, options.output);
  await confirm(
    io,
    `Take over ${plural(machines, 'machine')} of ${plural(state.requests.length, 'request')} into ${connection}`,
    options.yes,
  );
  const services = context.services(options);
  const commands = await services.commands();
  const receipts = await commands.adoptMachines({ connection, requests: state.requests, returns: state.returns });
  const views = await waitForAdoption(context, services, { requestIds: acquired(receipts), timeoutSeconds: options.timeout });
  printAdoption(io, { state, connection, receipts, views }, options.output);
  if (views.some(({ pending }) => pending)) {
    const reason = await whatHoldsUp(services, connection);
    if (reason !== undefined) io.err(`${printable(`${connection} is held up: ${reason}`)}\n`);
    context.endWith(EXIT.incomplete);
  } else if (state.problems.length > 0 || views.some(({ refused }) => refused.some(({ refusal }) => refusal !== 'ended')))
    context.endWith(EXIT.partial);
}

function acquired(receipts: readonly AdoptionReceipt[]): readonly string[] {
  return receipts.filter(({ kind, outcome }) => kind === 'acquire' && outcome !== 'closed').map(({ requestId }) => requestId);
}

function chooseConnection(configuration: SiteConfiguration, name: string | undefined): string {
  requireConnection(configuration, name);
  if (name !== undefined) return name;
  const [only, ...others] = configuration.connections.map((connection) => connection.name);
  if (only !== undefined && others.length === 0) return only;
  throw new CommandError(
    'usage-missing-option',
    only === undefined
      ? 'There is no connection: configure the account and region of the machines first.'
      : `Say in which account and region the machines are: --connection ${[only, ...others].join(' or ')}.`,
  );
}

async function read(file: string): Promise<ForeignState> {
  try {
    return await readForeignState(file);
  } catch (error) {
    if (error instanceof ForeignStateError) throw new CommandError('state-file-unusable', error.message, { cause: error });
    throw error;
  }
}
