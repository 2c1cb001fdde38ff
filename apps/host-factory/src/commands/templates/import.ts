import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  importTemplates,
  mergeTemplates,
  type SiteConfiguration,
  TEMPLATE_FORMATS,
  type TemplateFormat,
} from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import { EXIT } from '../../exit-codes.js';
import { isConfigured } from '../is-configured.js';
import { requireConnection } from '../orphans/require-connection.js';
import { importData, importLines, isComplete } from './import-view.js';

interface ImportCommandOptions extends SiteOptions {
  readonly into?: string;
  readonly dryRun?: boolean;
  readonly replace?: boolean;
  readonly format: TemplateFormat | 'auto';
  readonly connection?: string;
  readonly output: OutputForm;
}

/** Characters of a file that a terminal would take for orders. */
// eslint-disable-next-line no-control-regex -- these characters are what is taken out
const STEERS_TERMINAL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** `templates import`. */
export function addTemplatesImport(parent: Command, context: CommandContext): void {
  const command = parent
    .command('import')
    .argument('<file...>', 'template files of Symphony, LSF, Open Resource Broker or ours')
    .description(
      'Translate template files into ours. Every key that is left out is told, with the reason; ends with 13 when something was. Files in our ' +
        'own form are read strictly: a template with an unknown key is not taken over.',
    )
    .option('--into <file>', 'add the templates to this file of ours; else they are printed')
    .option('--replace', 'with --into: replace templates that have the same id, instead of refusing')
    .option('--dry-run', 'with --into: print what the file would hold, and write nothing')
    .addOption(new Option('--format <form>', 'form of the files').choices(['auto', ...TEMPLATE_FORMATS]).default('auto'))
    .option('--connection <name>', 'connection that launches the templates, where several can')
    .addOption(outputOption())
    .addOption(configOption())
    .action((files: readonly string[], options: ImportCommandOptions) => runImport(context, files, options));
  withExitCodes(command, ['fix-template', 'partial']);
  withExamples(command, [
    ['templates import /etc/hostwright/mockprov_templates.json', 'print them in our form'],
    [
      'templates import /etc/hostwright/mockprov_templates.json --into /etc/hostwright/templates.json --dry-run',
      'see what a merge would make',
    ],
  ]);
}

/** What only means something for a file that is written. */
function refuseWithoutTarget({ into, dryRun, replace }: ImportCommandOptions): void {
  if (into !== undefined) return;
  const idle = replace === true ? '--replace' : dryRun === true ? '--dry-run' : undefined;
  if (idle !== undefined) {
    throw new CommandError(
      'usage-missing-option',
      `The option ${idle} needs --into FILE: without it the templates are only printed, and nothing is written.`,
    );
  }
}

function refuseUnknownConnection(configuration: SiteConfiguration | undefined, name: string | undefined): void {
  if (configuration !== undefined) return requireConnection(configuration, name);
  if (name === undefined) return;
  throw new CommandError(
    'usage-missing-option',
    'The option --connection needs --config DIR: without a configuration there is no connection.',
  );
}

async function runImport(context: CommandContext, files: readonly string[], options: ImportCommandOptions): Promise<void> {
  const { io, environment, program } = context;
  refuseWithoutTarget(options);
  const configuration = isConfigured(context, options) ? await context.services(options).configuration() : undefined;
  refuseUnknownConnection(configuration, options.connection);
  const imported = await importTemplates({
    files: files.map((file) => resolve(file)),
    format: options.format === 'auto' ? undefined : options.format,
    connection: options.connection,
    environment,
    programDirectory: program.packageDirectory,
    ...(configuration !== undefined && { configuration }),
  });
  const templates = imported.flatMap((file) => file.templates.flatMap(({ template }) => template ?? []));
  const { into, output, dryRun = false, replace = false } = options;
  const report = importLines(imported).map((line) => `${printable(line)}\n`);
  const merged = into === undefined ? undefined : await mergeTemplates({ file: resolve(into), templates, replace, dryRun });
  if (merged === undefined) {
    printData(io, output === 'json' ? 'json' : 'yaml', { templates });
  } else if (dryRun) {
    io.out(merged.text.replaceAll(STEERS_TERMINAL, ''));
  } else if (output !== 'table') {
    printData(io, output, { into: resolve(into ?? ''), added: merged.added, replaced: merged.replaced, files: imported.map(importData) });
  } else {
    for (const id of merged.added) io.out(`${printable(id)}: added\n`);
    for (const id of merged.replaced) io.out(`${printable(id)}: replaced\n`);
  }
  for (const line of report) io.err(line);
  if (!imported.every(isComplete)) context.endWith(EXIT.partial);
}
