import { type Command, Option } from 'commander';
import type { Queries, Request, RequestQuery, RequestState } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, parseLimit, parseSince, watchOption, withExamples } from '../../cli/options.js';
import { allRows, requestPages } from '../../cli/pages.js';
import { type ListOutput, type OutputForm, printList } from '../../cli/print.js';
import { watchRows } from '../../cli/watch.js';
import { requestColumns, requestJson } from './request-view.js';

interface ListOptions extends SiteOptions {
  readonly open?: boolean;
  readonly state?: RequestState;
  readonly kind?: Request['kind'];
  readonly template?: string;
  readonly connection?: string;
  readonly since?: number;
  readonly limit: number;
  readonly watch?: boolean;
  readonly output: OutputForm;
}

const DEFAULT_LIMIT = 50;
const OPEN_STATES: readonly RequestState[] = ['open', 'cancelling'];
const STATES: readonly RequestState[] = [...OPEN_STATES, 'ended'];

/** `requests list`. */
export function addRequestsList(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('List requests, newest first.')
    .addOption(new Option('--open', 'only those that have not ended').conflicts('state'))
    .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
    .addOption(new Option('--kind <kind>', 'only requests of this kind').choices(['acquire', 'return']))
    .option('--template <id>', 'only requests for machines of this template')
    .option('--connection <name>', 'only those of this connection')
    .option('--since <time>', 'only those made since then: 90s, 30m, 12h, 7d ago, or 2026-01-31T12:00:00Z', parseSince)
    .option('--limit <count>', 'at most so many', parseLimit, DEFAULT_LIMIT)
    .addOption(watchOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ListOptions) => listRequests(context, options));
  withExamples(command, [
    ['requests list --open', 'what is being worked on'],
    ['requests list --kind return --limit 10 --output json', 'the last ten returns'],
    ['requests list --template small --since 12h', "half a day's requests for one template"],
  ]);
}

async function listRequests(context: CommandContext, options: ListOptions): Promise<void> {
  const queries = await context.services(options).queries();
  const output = (nowMs: number): ListOutput<Request> => ({
    form: options.output,
    columns: requestColumns(nowMs),
    toJson: requestJson,
    nothing: 'No requests.',
  });
  if (options.watch !== true) return printList(context.io, selectedPages(queries, options), output(context.clock.now()));
  return watchRows(context, {
    load: () => allRows(selectedPages(queries, options)),
    keyOf: ({ requestId }) => requestId,
    last: async ({ requestId }) => (await queries.request(requestId))?.request,
    output,
  });
}

/** What the store does not select is left out here; older pages than wanted are not read. */
async function* selectedPages(queries: Queries, options: ListOptions): AsyncGenerator<readonly Request[]> {
  let left = options.limit;
  for await (const page of requestPages(queries, toQuery(options), isFiltered(options) ? Infinity : options.limit)) {
    const rows = page.filter((request) => isSelected(request, options)).slice(0, left);
    yield rows;
    left -= rows.length;
    if (left <= 0 || page.some(({ createdAtMs }) => createdAtMs < (options.since ?? -Infinity))) return;
  }
}

function isFiltered({ template, since }: ListOptions): boolean {
  return template !== undefined || since !== undefined;
}

function isSelected(request: Request, { template, since }: ListOptions): boolean {
  if (since !== undefined && request.createdAtMs < since) return false;
  return template === undefined || (request.kind === 'acquire' && request.template.templateId === template);
}

function toQuery({ open, state, kind, connection }: ListOptions): RequestQuery {
  const states = open === true ? OPEN_STATES : state === undefined ? undefined : [state];
  return {
    ...(states !== undefined && { states }),
    ...(kind !== undefined && { kind }),
    ...(connection !== undefined && { connection }),
  };
}
