import type { Command } from 'commander';
import type { ConnectionView, Machine } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { age, isoTime } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { machinePages } from '../../cli/pages.js';
import { type OutputForm, printList } from '../../cli/print.js';
import { requireConnection } from './require-connection.js';
import { requireStore } from './require-store.js';
import { tellKnowledge } from './tell-knowledge.js';

interface ListOptions extends SiteOptions {
  readonly connection?: string;
  readonly output: OutputForm;
}

/** `orphans list`. */
export function addOrphansList(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('List orphans that live, as the last sweep of each connection showed them; says how long ago that was.')
    .option('--connection <name>', 'only those of this connection')
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ListOptions) => listOrphans(context, options));
  withExamples(command, [
    ['orphans list', 'what runs and belongs to nobody'],
    ['orphans list --connection mock --output json', 'those of one connection, as a JSON array'],
  ]);
}

async function listOrphans(context: CommandContext, { connection, output, ...site }: ListOptions): Promise<void> {
  const { io, clock } = context;
  const services = context.readServices(site);
  const configuration = await services.configuration();
  requireConnection(configuration, connection);
  requireStore(configuration);
  const queries = await services.queries();
  const nowMs = clock.now();
  const views = new Map((await queries.connections()).map((view) => [view.state.connection, view]));
  const sweptAt = (machine: Machine): number | undefined => views.get(machine.connection)?.state.lastCompleteSweep?.startedAtMs;
  const query = { orphan: true, live: true, ...(connection !== undefined && { connection }) };
  await printList(io, machinePages(queries, query), {
    form: output,
    columns: [
      { title: 'machine', value: ({ machineId }) => machineId },
      { title: 'name', value: ({ name }) => name, fit: 'free' },
      { title: 'status', value: (machine) => `${machine.status.unified}${endingNote(machine)}` },
      { title: 'connection', value: (machine) => machine.connection },
      { title: 'type', value: ({ machineType }) => machineType, fit: 'optional' },
      { title: 'age', value: ({ createdAtMs }) => age(createdAtMs, nowMs) },
      { title: 'tagged request', value: ({ requestId }) => requestId, fit: 'prefix' },
    ],
    toJson: (machine) => orphanJson(machine, sweptAt(machine)),
    nothing: 'No orphans are known.',
  });
  const names = connection === undefined ? configuration.connections.map(({ name }) => name) : [connection];
  for (const line of names.flatMap((name) => tellKnowledge(name, views.get(name), nowMs))) io.err(`${line}\n`);
}

/** An orphan whose return is open. */
function endingNote({ returnRequestId }: Machine): string {
  return returnRequestId === undefined ? '' : ', to be ended';
}

function orphanJson(machine: Machine, sweptAtMs: ConnectionView['snapshotAgeMs']): object {
  return {
    machineId: machine.machineId,
    name: machine.name,
    status: machine.status.unified,
    rawStatus: machine.status.raw,
    connection: machine.connection,
    machineType: machine.machineType,
    privateIp: machine.privateIp ?? null,
    createdAt: isoTime(machine.createdAtMs),
    taggedRequestId: machine.requestId,
    taggedIntentId: machine.intentId,
    returnRequestId: machine.returnRequestId ?? null,
    sweptAt: sweptAtMs === undefined ? null : isoTime(sweptAtMs),
  };
}
