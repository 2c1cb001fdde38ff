import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Discovery, discoverProviders, findProvider, loadProvider } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import { withoutHostFactory } from '../../cli/environment.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { outputOption, parseFolder, withExamples } from '../../cli/options.js';
import type { OutputForm } from '../../cli/print.js';
import { printable } from '../../cli/table.js';
import type { SettingsCheck } from './check-settings.js';
import { type Choices, type SiteDialect, SITE_DIALECTS, type StatedChoices } from './choices.js';
import { printPlan, printWritten } from './print-site.js';
import { starterFiles } from './starter-files.js';
import { choicesWithoutAsking, refuseBadSettings, type Suggest } from './stated-choices.js';
import { suggestTemplates } from './suggest-templates.js';
import { checkTarget, filesBelow, type Target } from './target.js';
import { connectionNameProblem, textProblem } from './text-problem.js';
import { writeNewFiles } from './write-new-files.js';

interface InitOptions {
  readonly provider?: string;
  readonly name?: string;
  readonly set: StatedChoices['settings'];
  readonly dialect?: SiteDialect;
  readonly templates?: readonly string[];
  /** Commander turns `--non-interactive` into this. */
  readonly nonInteractive?: boolean;
  readonly offline?: boolean;
  readonly dryRun?: boolean;
  readonly output: OutputForm;
}

/** `init`. */
export function addInit(root: Command, context: CommandContext): void {
  const command = root
    .command('init')
    .argument('<dir>', 'folder for the configuration; made where it does not exist', parseFolder)
    .description('Write a configuration that works, with templates to edit. Overwrites nothing. Asks on a terminal for what is not said.')
    .option('--provider <id>', 'the cloud')
    .option('--name <name>', 'name of the connection (default: the id of the provider)', parseName)
    .option('--set <key=value>', "one of the provider's settings; may be repeated", collectSetting, [])
    .addOption(new Option('--dialect <dialect>', 'who will call it (default: none, people alone)').choices(SITE_DIALECTS))
    .option('--templates <ids>', 'which of the suggested templates, with commas between (default: all)', parseIds)
    .option('--non-interactive', 'ask nothing, even on a terminal')
    .option(
      '--offline',
      'do not look at the account for networks, key pairs and the like: take the templates that are suggested to everybody',
    )
    .option('--dry-run', 'print the files instead of writing them')
    .addOption(outputOption())
    .action((directory: string, options: InitOptions) => init(context, resolve(directory), options));
  withExitCodes(command, ['fix-template']);
  withExamples(command, [
    ['init /etc/hostwright', 'asks, shows what it would write, and writes it when that is confirmed'],
    ['init /etc/hostwright --provider mock --non-interactive', 'a cloud that is one local file, to try everything out'],
    [
      'init /etc/hostwright --provider mock --name east --set region=mock-2 --dialect lsf --templates small,large --non-interactive',
      'the same answers without questions',
    ],
    ['init /etc/hostwright --provider mock --dry-run --non-interactive', 'only looks'],
  ]);
}

async function init(context: CommandContext, directory: string, options: InitOptions): Promise<void> {
  const target = checkTarget(directory);
  const choices = await choose(context, target, options);
  const files = starterFiles(choices);
  for (const remark of choices.remarks) context.io.err(`${printable(remark)}\n`);
  if (options.dryRun === true) return printPlan(context.io, options.output, { directory, files });
  const services = context.services({ config: directory }, withoutHostFactory(context.environment));
  const written = writeNewFiles(target, files);
  // The whole of it is read once, as every call will read it, so that a mistake shows now; this also makes deployment.json. A new folder
  // is nobody's yet: the work directory of a Host Factory that happens to be set does not belong to it.
  const { templates } = await services.configuration();
  const made = filesBelow(target.missing.includes(directory) ? directory : services.site().workDirectory);
  printWritten(context.io, options.output, { directory, files: [...new Set([...written, ...made])], choices, templates });
}

/** What the site is made from: asked for on a terminal, else as the command line says. */
async function choose(context: CommandContext, target: Target, options: InitOptions): Promise<Choices> {
  const { io, environment, program, clock } = context;
  const discovery = await discoverProviders({ directory: program.packageDirectory });
  const stated: StatedChoices = { connection: options.name, settings: options.set, dialect: options.dialect, templates: options.templates };
  const checkFor = async (providerId: string): Promise<SettingsCheck> => ({
    definition: await loadProvider(findProvider(discovery, providerId)),
    directory: target.directory,
    environment: withoutHostFactory(environment),
  });
  const suggestFor =
    (check: SettingsCheck): Suggest =>
    (settings) =>
      suggestTemplates(settings, { check, clock, offline: options.offline === true });
  if (io.terminal !== undefined && options.nonInteractive !== true) {
    const { runWizard } = await import('./run-wizard.js');
    return runWizard(io.terminal, { color: io.color, target, discovery, providerId: options.provider, stated, checkFor, suggestFor });
  }
  const check = await checkFor(options.provider ?? refuseToGuess(discovery));
  const choices = await choicesWithoutAsking(check.definition, stated, suggestFor(check));
  await refuseBadSettings(choices.settings, check);
  return choices;
}

function refuseToGuess({ found }: Discovery): never {
  const installed = found.map(({ providerId }) => providerId).join(', ');
  throw new CommandError('usage-needs-answer', `Which provider? Say --provider ID; installed are: ${installed}.`);
}

function parseName(name: string): string {
  const problem = connectionNameProblem(name);
  if (problem !== undefined) throw new InvalidArgumentError(`For the name of a connection ${problem}.`);
  return name;
}

function collectSetting(text: string, earlier: StatedChoices['settings']): StatedChoices['settings'] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('It is KEY=VALUE.');
  const problem = textProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(`It cannot be used: ${problem}.`);
  if (earlier.some(([other]) => other === key)) throw new InvalidArgumentError(`"${key}" is said twice; say it once.`);
  return [...earlier, [key, value]];
}

function parseIds(text: string): readonly string[] {
  const ids = text.split(',').filter((id) => id !== '');
  if (ids.length === 0) throw new InvalidArgumentError('It is one id or more, with commas between.');
  return ids;
}
