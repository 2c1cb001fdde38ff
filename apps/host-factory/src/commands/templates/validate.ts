import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type FileVerdict, type TemplateVerdict, validateTemplateFiles } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { plural } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import { REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { isConfigured } from '../is-configured.js';

interface ValidateOptions extends SiteOptions {
  readonly strict?: boolean;
  readonly output: OutputForm;
}

/** `templates validate`. */
export function addTemplatesValidate(parent: Command, context: CommandContext): void {
  const command = parent
    .command('validate')
    .argument('<file...>', 'template files, ours or those of another host factory')
    .description('Check template files. Ends with 0 when every template in them can be used, else with 3. Calls no cloud.')
    .option('--strict', 'refuse keys that mean nothing here, instead of listing them')
    .addOption(outputOption())
    .addOption(configOption())
    .action((files: readonly string[], options: ValidateOptions) => validate(context, files, options));
  withExitCodes(command, ['fix-template']);
  withExamples(command, [['templates validate /etc/hostwright/templates.json --strict', 'before a change goes live']]);
}

async function validate(context: CommandContext, files: readonly string[], options: ValidateOptions): Promise<void> {
  const verdicts = await validateTemplateFiles({
    files: files.map((file) => resolve(file)),
    strict: options.strict === true,
    environment: context.environment,
    programDirectory: context.program.packageDirectory,
    ...(isConfigured(context, options) && { configuration: await context.services(options).configuration() }),
  });
  if (options.output !== 'table') printData(context.io, options.output, verdicts);
  else for (const verdict of verdicts) context.io.out(verdictText(verdict));
  if (verdicts.some(({ ok }) => !ok)) context.endWith(REMEDY_EXIT_CODES['fix-template']);
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
