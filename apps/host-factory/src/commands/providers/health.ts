import type { Command } from 'commander';
import { loadConnections } from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, timeoutOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printList } from '../../cli/print.js';
import { EXIT } from '../../exit-codes.js';
import { checkConnection, type ConnectionHealth } from './check-connection.js';

interface HealthOptions extends SiteOptions {
  readonly timeout: number;
  readonly output: OutputForm;
}

const DEFAULT_TIMEOUT_SECONDS = 20;

/** `providers health`. */
export function addProvidersHealth(parent: Command, context: CommandContext): void {
  const command = parent
    .command('health')
    .argument('[connection...]', 'names; all when none is given')
    .description('Ask the cloud of each connection who we are and how its services do. Ends with 11 when one is not healthy.')
    .addOption(timeoutOption(DEFAULT_TIMEOUT_SECONDS))
    .addOption(outputOption())
    .addOption(configOption())
    .action((names: readonly string[], options: HealthOptions) => checkHealth(context, names, options));
  withExamples(command, [
    ['providers health', 'every connection'],
    ['providers health mock --output json', 'one of them'],
  ]);
}

async function checkHealth(context: CommandContext, names: readonly string[], options: HealthOptions): Promise<void> {
  const configuration = await context.services(options).configuration();
  const known = configuration.connections.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new CommandError('fix-settings', `There is no connection "${unknown}"; configured are ${known.join(', ')}.`);
  const wanted = (name: string): boolean => names.length === 0 || names.includes(name);
  const { connections, broken, readSecret } = await loadConnections(configuration, {
    environment: context.environment,
    programDirectory: context.program.packageDirectory,
  });
  const timeoutMs = options.timeout * 1000;
  const rows: readonly ConnectionHealth[] = [
    ...broken.filter(({ name }) => wanted(name)).map(brokenRow),
    ...(await Promise.all(
      connections
        .filter(({ name }) => wanted(name))
        .map((setup) => checkConnection({ setup, clock: context.clock, readSecret, timeoutMs })),
    )),
  ];
  await print(context, options.output, rows);
  if (rows.some(({ status }) => status !== 'healthy')) context.endWith(EXIT.unhealthy);
}

async function print({ io }: CommandContext, form: OutputForm, rows: readonly ConnectionHealth[]): Promise<void> {
  const pages = async function* (): AsyncGenerator<readonly ConnectionHealth[]> {
    yield rows;
  };
  await printList(io, pages(), {
    form,
    columns: [
      { title: 'connection', value: ({ connection }) => connection },
      { title: 'provider', value: ({ provider }) => provider },
      { title: 'status', value: ({ status }) => status },
      { title: 'account', value: ({ identity }) => identity?.account ?? '' },
      { title: 'region', value: ({ identity }) => identity?.region ?? '' },
      { title: 'problem', value: ({ problem }) => problem ?? '' },
    ],
    toJson: ({ identity, problem, ...row }) => ({ ...row, identity: identity ?? null, problem: problem ?? null }),
    nothing: 'No connection is configured.',
  });
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
