import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DomainEventType, RecordedEvent, Store } from '@hostwright/core';
import { storeInfo } from '@hostwright/store/maintenance';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, parseLimit, parseSince, watchOption, withExamples } from '../../cli/options.js';
import { allRows } from '../../cli/pages.js';
import { type ListOutput, type OutputForm, printList } from '../../cli/print.js';
import { watchRows } from '../../cli/watch.js';
import { storeFileOf } from '../store/store-file.js';
import { EVENT_KINDS } from './event-kinds.js';
import { type EventSelection, eventsAfter, newestEvents } from './event-pages.js';
import { EVENT_COLUMNS, eventJson } from './event-view.js';

interface ListOptions extends SiteOptions {
  readonly after?: number;
  readonly kind?: DomainEventType;
  readonly request?: string;
  readonly since?: number;
  readonly limit: number;
  readonly watch?: boolean;
  readonly output: OutputForm;
}

const DEFAULT_LIMIT = 50;

/** `audit list`. */
export function addAuditList(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('List what happened, oldest first: the newest events, or those after a position.')
    .option('--after <position>', 'those after this position, instead of the newest', parsePosition)
    .addOption(new Option('--kind <kind>', 'only events of this kind').choices(EVENT_KINDS))
    .option('--request <id>', 'only events of this request')
    .option('--since <time>', 'only those since then: 90s, 30m, 12h, 7d ago, or 2026-01-31T12:00:00Z', parseSince)
    .option('--limit <count>', 'at most so many', parseLimit, DEFAULT_LIMIT)
    .addOption(watchOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ListOptions) => listEvents(context, options));
  withExamples(command, [
    ['audit list --limit 20', 'the last twenty events'],
    ['audit list --after 0 --limit 100000 --output json', 'all of them from the first, for another system'],
    ['audit list --kind MachineGone --since 12h', 'which machines ended, and why'],
  ]);
}

async function listEvents(context: CommandContext, options: ListOptions): Promise<void> {
  const store = await context.services(options).store();
  const selection: EventSelection = { limit: options.limit, isWanted: (event) => isWanted(event, options) };
  const last = storeInfo({ file: storeFileOf(context, options) }).events;
  if (options.watch === true) return watchEvents(context, store, { last, selection, options });
  await printList(context.io, selected(store, last, selection, options), outputOf(options));
}

async function* selected(
  store: Store,
  last: number,
  selection: EventSelection,
  { after }: ListOptions,
): AsyncGenerator<readonly RecordedEvent[]> {
  if (after === undefined) yield await newestEvents(store, last, selection);
  else yield* eventsAfter(store, after, selection);
}

interface Watching {
  readonly last: number;
  readonly selection: EventSelection;
  readonly options: ListOptions;
}

/** First what is listed without --watch, then all that comes: also on a terminal one line after the other, as a log grows. */
async function watchEvents({ io, ...context }: CommandContext, store: Store, { last, selection, options }: Watching): Promise<void> {
  let position = options.after ?? last;
  let first = options.after === undefined ? await newestEvents(store, last, selection) : [];
  const load = async (): Promise<readonly RecordedEvent[]> => {
    const fresh = await allRows(eventsAfter(store, position, { limit: Infinity, isWanted: () => true }));
    position = fresh.at(-1)?.position ?? position;
    const rows = [...first, ...fresh.filter(selection.isWanted)];
    first = [];
    return rows;
  };
  const keyOf = (event: RecordedEvent): string => String(event.position);
  const appending = { ...io, screen: undefined };
  return watchRows({ ...context, io: appending }, { load, keyOf, output: () => outputOf(options) });
}

function outputOf({ output }: ListOptions): ListOutput<RecordedEvent> {
  return { form: output, columns: EVENT_COLUMNS, toJson: eventJson, nothing: 'No events.' };
}

function isWanted({ atMs, event }: RecordedEvent, { kind, request, since }: ListOptions): boolean {
  if (kind !== undefined && event.type !== kind) return false;
  if (request !== undefined && !('requestId' in event && event.requestId === request)) return false;
  return since === undefined || atMs >= since;
}

function parsePosition(text: string): number {
  const position = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(position)) return position;
  throw new InvalidArgumentError('It is a whole number from 0.');
}
