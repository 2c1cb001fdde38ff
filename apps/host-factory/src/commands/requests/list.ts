import { type Command, Option } from 'commander';
import type { Request, RequestQuery, RequestState } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, parseLimit, withExamples } from '../../cli/options.js';
import { requestPages } from '../../cli/pages.js';
import { type OutputForm, printList } from '../../cli/print.js';
import { requestColumns, requestJson } from './request-view.js';

interface ListOptions extends SiteOptions {
  readonly open?: boolean;
  readonly kind?: Request['kind'];
  readonly connection?: string;
  readonly limit: number;
  readonly output: OutputForm;
}

const DEFAULT_LIMIT = 50;
const OPEN_STATES: readonly RequestState[] = ['open', 'cancelling'];

/** `requests list`. */
export function addRequestsList(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('List requests, newest first.')
    .option('--open', 'only those that have not ended')
    .addOption(new Option('--kind <kind>', 'only requests of this kind').choices(['acquire', 'return']))
    .option('--connection <name>', 'only those of this connection')
    .option('--limit <count>', 'at most so many', parseLimit, DEFAULT_LIMIT)
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ListOptions) => listRequests(context, options));
  withExamples(command, [
    ['requests list --open', 'what is being worked on'],
    ['requests list --kind return --limit 10 --output json', 'the last ten returns'],
  ]);
}

async function listRequests(context: CommandContext, options: ListOptions): Promise<void> {
  const queries = await context.services(options).queries();
  await printList(context.io, requestPages(queries, toQuery(options), options.limit), {
    form: options.output,
    columns: requestColumns(context.clock.now()),
    toJson: requestJson,
    nothing: 'No requests.',
  });
}

function toQuery({ open, kind, connection }: ListOptions): RequestQuery {
  return {
    ...(open === true && { states: OPEN_STATES }),
    ...(kind !== undefined && { kind }),
    ...(connection !== undefined && { connection }),
  };
}
