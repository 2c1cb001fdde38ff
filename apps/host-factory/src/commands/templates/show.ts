import type { Command } from 'commander';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printObject } from '../../cli/print.js';
import { unknownTemplate } from '../machines/unknown-template.js';
import { providerNames } from '../machines/provider-names.js';
import { templateFields, templateJson } from './template-view.js';

interface ShowOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `templates show`. */
export function addTemplatesShow(parent: Command, context: CommandContext): void {
  const command = parent
    .command('show')
    .argument('<template>', 'its id')
    .description('Show one template, as it was understood.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((templateId: string, options: ShowOptions) => showTemplate(context, templateId, options));
  withExitCodes(command, ['fix-template']);
  withExamples(command, [['templates show small --output json', 'everything that is known of it']]);
}

async function showTemplate({ io, services: make }: CommandContext, templateId: string, options: ShowOptions): Promise<void> {
  const services = make(options);
  const [queries, providerOf] = await Promise.all([services.queries(), providerNames(services)]);
  const templates = await queries.templates();
  const shaped = templates.find(({ template }) => template.templateId === templateId);
  if (shaped === undefined) throw unknownTemplate(templateId, templates);
  const row = { shaped, provider: providerOf(shaped.template.connection) };
  printObject(io, options.output, templateJson(row), templateFields(row));
}
