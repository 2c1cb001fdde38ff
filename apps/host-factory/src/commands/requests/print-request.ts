import type { RequestView } from '@hostwright/core';
import type { CommandContext } from '../../cli/context.js';
import { type OutputForm, printObject } from '../../cli/print.js';
import type { Services } from '../../cli/services.js';
import { renderTable } from '../../cli/table.js';
import { EXIT } from '../../exit-codes.js';
import { machineColumns } from '../machines/machine-view.js';
import { providerNames } from '../machines/provider-names.js';
import { requestFields, requestViewJson } from './request-view.js';

/** Prints a request with its machines. */
export async function printRequest(context: CommandContext, services: Services, view: RequestView, form: OutputForm): Promise<void> {
  if (form === 'table' && context.io.quiet) return context.io.out(`${view.request.requestId}\n`);
  const providerOf = await providerNames(services);
  printObject(context.io, form, requestViewJson(view, providerOf), requestFields(view));
  if (form !== 'table' || view.machines.length === 0) return;
  const rows = view.machines.map((machine) => ({ machine, provider: providerOf(machine.connection) }));
  context.io.out(`\n${renderTable(machineColumns(context.clock.now()), rows, context.io.screen?.columns)}`);
}

/** What a command ends with that waited for the end of a request. */
export function exitCodeOf({ request }: RequestView): number {
  return request.outcome === 'fulfilled' ? EXIT.ok : EXIT.incomplete;
}
