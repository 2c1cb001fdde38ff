import { type Commands, createCommands, type OrphanSelection, type OrphanVerdict, type Queries } from '@hostwright/core';
import { openSiteStore } from '@hostwright/service';
import type { SiteConfiguration } from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { plural } from '../../cli/format.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { didYouMean } from '../../cli/suggest.js';
import { wakeWorker } from '../wake-worker.js';
import { confirm } from './confirm.js';
import { requireConnection } from './require-connection.js';
import { requireStore } from './require-store.js';

/** Options of both commands that change orphans. */
export interface ChangeOptions extends SiteOptions {
  readonly all?: boolean;
  readonly connection?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly output: OutputForm;
}

/** What is done with orphans, and its words. */
export interface Change {
  readonly command: 'adoptOrphans' | 'terminateOrphans';
  /** In front of the number of machines, for the question. */
  readonly verb: string;
  /** Behind the number of machines. */
  readonly future: string;
}

/** Finds the orphans that are meant, asks, and does it. Nothing is done when one that was named is no orphan. */
export async function changeOrphans(
  context: CommandContext,
  words: readonly string[],
  options: ChangeOptions,
  change: Change,
): Promise<void> {
  const selection = toSelection(words, options);
  const services = context.services(options);
  const configuration = await services.configuration();
  requireConnection(configuration, options.connection);
  requireStore(configuration);
  const planned = await preview(configuration, selection, change);
  const machines = planned.filter(({ outcome }) => outcome === 'done');
  if (machines.length === 0) return tellNone(context, planned, options);
  if (options.dryRun === true) return print(context, planned, options, `would be ${change.future} (dry run)`);
  await confirm(context.io, `${change.verb} ${plural(machines.length, 'machine')} (${namesOf(machines)})`, options.yes);
  const commands = await services.commands();
  const verdicts = await commands[change.command]({ ...selection, machineIds: machines.map(({ machineId }) => machineId) });
  await wakeWorker(services);
  print(context, [...verdicts, ...planned.filter(({ outcome }) => outcome !== 'done')], options, change.future);
}

function toSelection(words: readonly string[], { all, connection }: ChangeOptions): OrphanSelection {
  if (all === true && words.length > 0) throw new CommandError('usage-options-conflict', 'Name machines, or say --all: not both.');
  if (all !== true && words.length === 0) throw new CommandError('usage-missing-argument', 'Name the machines by their ids, or say --all.');
  return { machineIds: all === true ? 'all' : words, ...(connection !== undefined && { connection }) };
}

/** Through a store that cannot be written. */
async function preview(
  configuration: SiteConfiguration,
  selection: OrphanSelection,
  { command }: Change,
): Promise<readonly OrphanVerdict[]> {
  const store = await openSiteStore(configuration, { readOnly: true });
  try {
    const { templates } = configuration;
    const commands: Commands = createCommands({ store, templates });
    const verdicts = await commands[command]({ ...selection, dryRun: true });
    await refuseUnmeant(
      store.read((tx) => tx.machines({ orphan: true, live: true })),
      verdicts,
    );
    return verdicts;
  } finally {
    await store.close();
  }
}

async function refuseUnmeant(orphans: ReturnType<Queries['machines']>, verdicts: readonly OrphanVerdict[]): Promise<void> {
  const halted = verdicts.find(({ outcome }) => outcome === 'halted');
  if (halted !== undefined) throw new CommandError('connection-halted', `Nothing was changed: ${halted.message}`);
  const wrong = verdicts.find(({ outcome }) => outcome === 'unknown' || outcome === 'not-an-orphan' || outcome === 'ambiguous');
  if (wrong === undefined) return;
  const { machineId, outcome, message } = wrong;
  const meant =
    outcome === 'unknown'
      ? didYouMean(
          machineId,
          (await orphans).map((machine) => machine.machineId),
        )
      : '';
  const what = outcome === 'ambiguous' ? 'is the id of several orphans' : 'is no orphan';
  throw new CommandError(
    'orphan-unknown',
    `"${machineId}" ${what}: ${message}${meant}. Nothing was changed. See "host-factory orphans list".`,
  );
}

function tellNone({ io }: CommandContext, planned: readonly OrphanVerdict[], { output }: ChangeOptions): void {
  if (output !== 'table') return printData(io, output, planned.map(toJson));
  const gone = planned.length === 0 ? 'There are no orphans' : `Gone already: ${namesOf(planned)}`;
  io.err(`${gone}. See "host-factory orphans list" for how old that knowledge is.\n`);
}

function print({ io }: CommandContext, verdicts: readonly OrphanVerdict[], { output }: ChangeOptions, future: string): void {
  if (output !== 'table') return printData(io, output, verdicts.map(toJson));
  const done = verdicts.filter(({ outcome }) => outcome === 'done');
  if (io.quiet) return io.out(done.map(({ machineId }) => `${machineId}\n`).join(''));
  for (const { machineId, connection, requestId } of done) {
    io.out(`${machineId} (${connection ?? ''})${requestId === undefined ? '' : `: ${requestId}`}\n`);
  }
  for (const { machineId } of verdicts.filter(({ outcome }) => outcome === 'gone')) io.err(`${machineId} is gone already.\n`);
  io.out(`${plural(done.length, 'machine')} ${future}.\n`);
}

function toJson({ machineId, connection, outcome, requestId, message }: OrphanVerdict): object {
  return { machineId, connection: connection ?? null, outcome, requestId: requestId ?? null, message };
}

const MOST_NAMES = 5;

function namesOf(verdicts: readonly OrphanVerdict[]): string {
  const names = verdicts.slice(0, MOST_NAMES).map(({ machineId }) => machineId);
  return verdicts.length > MOST_NAMES ? `${names.join(', ')} and ${verdicts.length - MOST_NAMES} more` : names.join(', ');
}
