import { type ShapedTemplate, UNLIMITED } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { plural } from '../../cli/format.js';
import { type OutputForm, printData } from '../../cli/print.js';
import type { ReadServices } from '../../cli/services.js';
import { unknownTemplate } from './unknown-template.js';

/** What would be asked for. */
interface Wish extends SiteOptions {
  readonly templateId: string;
  readonly units: number;
  readonly output: OutputForm;
}

/**
 * Says what a request for machines would come to. It only has services for looks: there is no command, no agent and no provider here.
 *
 * @throws {CommandError} the request would be refused
 */
export async function previewRequest(context: CommandContext, wish: Wish): Promise<void> {
  const { io } = context;
  const { templateId, units } = wish;
  const services = context.readServices(wish);
  const templates = await (await services.queries()).templates();
  const shaped = templates.find(({ template }) => template.templateId === templateId);
  if (shaped === undefined) throw unknownTemplate(templateId, templates);
  const granted = Math.min(units, await roomOf(services, shaped));
  const { connection } = shaped.template;
  if (wish.output !== 'table') return printData(io, wish.output, { dryRun: true, templateId, connection, wanted: units, granted });
  const rest = granted < units ? `; ${templateId} has a maximum of ${shaped.template.maxNumber}, which leaves no more` : '';
  io.out(`${plural(granted, 'machine')} of ${templateId} would be asked for on ${connection}${rest} (dry run).\n`);
}

async function roomOf(services: ReadServices, { template, problem }: ShapedTemplate): Promise<number> {
  const { templateId, connection, maxNumber } = template;
  if (problem !== undefined)
    throw new CommandError('template-unusable', `Refused: template '${templateId}' cannot be used: ${problem} (dry run).`);
  if (maxNumber === UNLIMITED) return Infinity;
  const { liveUnits, openUnits } = await services.read((tx) => tx.templateUse(connection, templateId));
  const room = maxNumber - liveUnits - openUnits;
  if (room > 0) return room;
  throw new CommandError(
    'template-maximum-reached',
    `Refused: template '${templateId}' has reached its maximum of ${maxNumber} (dry run).`,
  );
}
