import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkSiteConfiguration, type ConfigurationFault, type SiteVerdict, tellFault } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { plural } from '../../cli/format.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import { REMEDY_EXIT_CODES } from '../../exit-codes.js';

interface ValidateOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `config validate`. */
export function addConfigValidate(parent: Command, context: CommandContext): void {
  const command = parent
    .command('validate')
    .argument('[file]', 'a configuration file or folder, wherever it lies; else the one of --config')
    .description(
      'Check a configuration as a whole, its includes, settings and templates with it. Tells everything that is wrong at once. Calls no cloud.',
    )
    .addOption(outputOption())
    .addOption(configOption())
    .action((file: string | undefined, options: ValidateOptions) => validate(context, file, options));
  withExitCodes(command, ['fix-template']);
  withExamples(command, [
    ['config validate --config /etc/hostwright', 'before a change goes live'],
    ['config validate /etc/hostwright/hostwright.yaml --output json', 'one file, for programs'],
  ]);
}

async function validate(
  { io, environment, program, endWith }: CommandContext,
  file: string | undefined,
  options: ValidateOptions,
): Promise<void> {
  const verdict = await checkSiteConfiguration({
    environment,
    programDirectory: program.packageDirectory,
    configDirectory: options.config,
    file: file === undefined ? undefined : resolve(file),
  });
  if (options.output === 'table') for (const line of lines(verdict)) io.out(`${printable(line)}\n`);
  else printData(io, options.output, { ok: verdict.faults.length === 0, files: verdict.files, faults: verdict.faults.map(faultData) });
  if (verdict.faults.length > 0) endWith(exitCodeOf(verdict.faults));
}

function lines({ files, faults }: SiteVerdict): readonly string[] {
  const read = files.length === 0 ? 'No file could be read' : `Read ${files.join(', ')}`;
  const found = faults.length === 0 ? 'everything can be used' : plural(faults.length, 'fault');
  return [...faults.map((fault) => `${tellFault(fault)} [${fault.code}]`), `${read}: ${found}.`];
}

function faultData({ code, file, position, message }: ConfigurationFault): object {
  return { code, file: file ?? null, line: position?.line ?? null, column: position?.column ?? null, message };
}

/** Where only templates are wrong, the rest works. */
function exitCodeOf(faults: readonly ConfigurationFault[]): number {
  return REMEDY_EXIT_CODES[faults.every(({ code }) => code === 'configuration-templates') ? 'fix-template' : 'fix-settings'];
}
