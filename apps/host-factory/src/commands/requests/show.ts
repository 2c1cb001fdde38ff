import type { Command } from 'commander';
import type { Queries } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, watchOption, withExamples } from '../../cli/options.js';
import type { OutputForm } from '../../cli/print.js';
import type { Services } from '../../cli/services.js';
import { watchRows } from '../../cli/watch.js';
import { providerNames } from '../machines/provider-names.js';
import { findRequestId } from './find-request.js';
import { printRequest } from './print-request.js';
import { requestColumns, requestViewJson } from './request-view.js';
import { requireRequest } from './require-request.js';

interface ShowOptions extends SiteOptions {
  readonly watch?: boolean;
  readonly output: OutputForm;
}

/** `requests show`. */
export function addRequestsShow(parent: Command, context: CommandContext): void {
  const command = parent
    .command('show')
    .argument('<request>', 'its id, or a beginning of it that no other one has')
    .description('Show one request with its machines.')
    .addOption(watchOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((word: string, options: ShowOptions) => showRequest(context, word, options));
  withExitCodes(command, ['fix-template']);
  withExamples(command, [
    ['requests show req-6c605695-14e3-4060-ac75-14b6c3d3d119', 'state, outcome, reasons and machines'],
    ['requests show req-6c605695 --output yaml', 'the beginning of an id is enough'],
  ]);
}

async function showRequest(context: CommandContext, word: string, options: ShowOptions): Promise<void> {
  const services = context.services(options);
  const queries = await services.queries();
  const requestId = await findRequestId(queries, word);
  if (options.watch === true) return watchRequest(context, services, { requestId, form: options.output, queries });
  await printRequest(context, services, await requireRequest(queries, requestId), options.output);
}

async function watchRequest(
  context: CommandContext,
  services: Services,
  { requestId, form, queries }: { readonly requestId: string; readonly form: OutputForm; readonly queries: Queries },
): Promise<void> {
  const providerOf = await providerNames(services);
  return watchRows(context, {
    load: async () => [await requireRequest(queries, requestId)],
    keyOf: ({ request }) => request.requestId,
    output: (nowMs) => ({
      form,
      columns: requestColumns(nowMs).map((column) => ({ ...column, value: ({ request }) => column.value(request) })),
      toJson: (view) => requestViewJson(view, providerOf),
      nothing: '',
    }),
  });
}
