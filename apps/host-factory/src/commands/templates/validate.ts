import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type FileVerdict, type TemplateVerdict, validateTemplateFiles } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { plural } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { isConfigured } from '../is-configured.js';
import { openCloudCheck, type CloudCheck } from './cloud-check.js';

interface ValidateOptions extends SiteOptions {
  readonly strict?: boolean;
  readonly online?: boolean;
  readonly output: OutputForm;
}

/** `templates validate`. */
export function addTemplatesValidate(parent: Command, context: CommandContext): void {
  const command = parent
    .command('validate')
    .argument('<file...>', 'template files, ours or those of another host factory')
    .description('Check template files. Ends with 0 when every template in them can be used, else with 3. Calls no cloud without --online.')
    .option('--strict', 'refuse keys that mean nothing here, instead of listing them')
    .option(
      '--online',
      'ask the cloud, too: whether images, machine types, networks, key pairs and the like are there and fit together. Ends with 11 when it cannot be asked',
    )
    .addOption(outputOption())
    .addOption(configOption())
    .action((files: readonly string[], options: ValidateOptions) => validate(context, files, options));
  withExitCodes(command, ['fix-template', 'unhealthy']);
  withExamples(command, [
    ['templates validate /etc/hostwright/templates.json --strict', 'before a change goes live'],
    ['templates validate /etc/hostwright/templates.json --online', 'the same, and what the cloud has against it'],
  ]);
}

async function validate(context: CommandContext, files: readonly string[], options: ValidateOptions): Promise<void> {
  const configuration = isConfigured(context, options) ? await context.services(options).configuration() : undefined;
  const cloud = options.online === true ? await openCloudCheck(context, configuration) : undefined;
  try {
    const verdicts = await validateTemplateFiles({
      files: files.map((file) => resolve(file)),
      strict: options.strict === true,
      environment: context.environment,
      programDirectory: context.program.packageDirectory,
      configuration,
      ...(cloud !== undefined && { ask: cloud.ask }),
    });
    if (options.output !== 'table') printData(context.io, options.output, verdicts);
    else for (const verdict of verdicts) context.io.out(verdictText(verdict));
    endWith(context, verdicts, cloud);
  } finally {
    await cloud?.close();
  }
}

function endWith(context: CommandContext, verdicts: readonly FileVerdict[], cloud: CloudCheck | undefined): void {
  if (verdicts.some(({ ok }) => !ok)) context.endWith(REMEDY_EXIT_CODES['fix-template']);
  else if (cloud?.couldNotAsk() === true) context.endWith(EXIT.unhealthy);
}

function verdictText({ file, ok, problems, ignoredKeys, templates }: FileVerdict): string {
  const usable = templates.filter((template) => template.ok).length;
  const lines = [
    `${file}: ${ok ? 'ok' : 'NOT USABLE'}, ${usable} of ${plural(templates.length, 'template')} can be used`,
    ...problems.map((problem) => `  problem: ${problem}`),
    ...ignoredText('  ', ignoredKeys),
    ...templates.flatMap(templateLines),
  ];
  return lines.map((line) => `${line.slice(0, indentOf(line))}${printable(line)}\n`).join('');
}

function templateLines({ place, templateId, ok, problems, ignoredKeys, warnings }: TemplateVerdict): readonly string[] {
  return [
    `  ${templateId ?? place}: ${ok ? 'ok' : 'NOT USABLE'}`,
    ...problems.map((problem) => `    problem: ${problem}`),
    ...warnings.map((warning) => `    warning: ${warning}`),
    ...ignoredText('    ', ignoredKeys),
  ];
}

function ignoredText(indent: string, keys: readonly string[]): readonly string[] {
  return keys.length === 0 ? [] : [`${indent}ignored: ${keys.join(', ')}`];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
