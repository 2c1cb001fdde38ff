import type { Command } from 'commander';
import type { TemplateFileProblem } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { plural } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printList } from '../../cli/print.js';
import { providerNames } from '../machines/provider-names.js';
import { templateColumns, templateJson, type TemplateRow } from './template-view.js';

interface ListOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `templates list`. */
export function addTemplatesList(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('List templates. Those that cannot be used are told of on stderr.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ListOptions) => listTemplates(context, options));
  withExamples(command, [['templates list', 'what may be requested']]);
}

async function listTemplates({ io, services: make }: CommandContext, options: ListOptions): Promise<void> {
  const services = make(options);
  const { templateProblems } = await services.configuration();
  const [queries, providerOf] = await Promise.all([services.queries(), providerNames(services)]);
  const pages = async function* (): AsyncGenerator<readonly TemplateRow[]> {
    yield (await queries.templates()).map((shaped) => ({ shaped, provider: providerOf(shaped.template.connection) }));
  };
  await printList(io, pages(), {
    form: options.output,
    columns: templateColumns(),
    toJson: templateJson,
    nothing: 'No template can be used.',
  });
  for (const problem of templateProblems) io.err(`${problemText(problem)}\n`);
  if (templateProblems.length > 0) io.err(`${plural(templateProblems.length, 'problem')} in template files.\n`);
}

function problemText({ file, templateId, message, servedFromLastGood }: TemplateFileProblem): string {
  const which = templateId === undefined ? file : `${file}: template "${templateId}"`;
  return `${which}: ${message}${servedFromLastGood ? ' It is served as it last was right.' : ''}`;
}
