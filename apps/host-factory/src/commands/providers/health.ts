import type { Command } from 'commander';
import { loadConnections, type SiteConfiguration } from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, timeoutOption, watchOption, withExamples } from '../../cli/options.js';
import { type ListOutput, type OutputForm, printList } from '../../cli/print.js';
import { didYouMean } from '../../cli/suggest.js';
import { told } from '../../cli/told.js';
import { watchRows } from '../../cli/watch.js';
import { EXIT } from '../../exit-codes.js';
import { checkConnection, type ConnectionHealth } from './check-connection.js';

interface HealthOptions extends SiteOptions {
  readonly timeout: number;
  readonly watch?: boolean;
  readonly output: OutputForm;
}

const DEFAULT_TIMEOUT_SECONDS = 20;
/** Each look calls every cloud. */
const WATCH_INTERVAL_MS = 10_000;

/** `providers health`. */
export function addProvidersHealth(parent: Command, context: CommandContext): void {
  const command = parent
    .command('health')
    .argument('[connection...]', 'names; all when none is given')
    .description('Ask the cloud of each connection who we are and how its services do. Ends with 11 when one is not healthy.')
    .addOption(timeoutOption(DEFAULT_TIMEOUT_SECONDS))
    .addOption(watchOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((names: readonly string[], options: HealthOptions) => checkHealth(context, names, options));
  withExitCodes(command, ['unhealthy']);
  withExamples(command, [
    ['providers health', 'every connection'],
    ['providers health mock --output json', 'one of them'],
  ]);
}

async function checkHealth(context: CommandContext, names: readonly string[], options: HealthOptions): Promise<void> {
  const configuration = await context.services(options).configuration();
  refuseUnknown(names, configuration);
  const check = (): Promise<readonly ConnectionHealth[]> => checkAll(context, configuration, { names, timeoutMs: options.timeout * 1000 });
  if (options.watch === true) {
    return watchRows(context, {
      load: check,
      keyOf: ({ connection }) => connection,
      output: () => listOutput(options.output),
      intervalMs: WATCH_INTERVAL_MS,
    });
  }
  const rows = await check();
  const pages = async function* (): AsyncGenerator<readonly ConnectionHealth[]> {
    yield rows;
  };
  await printList(context.io, pages(), listOutput(options.output));
  if (rows.some(({ status }) => status !== 'healthy')) context.endWith(EXIT.unhealthy);
}

function refuseUnknown(names: readonly string[], { connections }: SiteConfiguration): void {
  const known = connections.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, known) || `; configured are ${known.join(', ')}.`;
  throw new CommandError('connection-unknown', `There is no connection ${told(unknown)}${hint}`);
}

async function checkAll(
  { environment, program, clock }: CommandContext,
  configuration: SiteConfiguration,
  { names, timeoutMs }: { readonly names: readonly string[]; readonly timeoutMs: number },
): Promise<readonly ConnectionHealth[]> {
  const wanted = ({ name }: { readonly name: string }): boolean => names.length === 0 || names.includes(name);
  const { connections, broken, readSecret } = await loadConnections(configuration, {
    environment,
    programDirectory: program.packageDirectory,
  });
  const checked = connections.filter(wanted).map((setup) => checkConnection({ setup, clock, readSecret, timeoutMs }));
  return [...broken.filter(wanted).map(brokenRow), ...(await Promise.all(checked))];
}

function listOutput(form: OutputForm): ListOutput<ConnectionHealth> {
  return {
    form,
    columns: [
      { title: 'connection', value: ({ connection }) => connection },
      { title: 'provider', value: ({ provider }) => provider },
      { title: 'status', value: ({ status }) => status },
      { title: 'account', value: ({ identity }) => identity?.account ?? '' },
      { title: 'region', value: ({ identity }) => identity?.region ?? '' },
      { title: 'problem', value: ({ problem }) => problem ?? '', fit: 'free' },
    ],
    toJson: ({ identity, problem, ...row }) => ({ ...row, identity: identity ?? null, problem: problem ?? null }),
    nothing: 'No connection is configured.',
  };
}

function brokenRow({
  name,
  provider,
  error,
}: {
  readonly name: string;
  readonly provider: string;
  readonly error: Error;
}): ConnectionHealth {
  return { connection: name, provider, status: 'unhealthy', identity: undefined, services: [], problem: error.message };
}
