import type { Argument, Command, Option } from 'commander';
import { describedProgram } from './describing.js';
import { code, madeFrom, table } from './markdown.js';

/** docs/reference/cli.md. */
export function cliReference(): string {
  const root = describedProgram();
  const commands = leaves(root);
  return [
    madeFrom("the command line's own definition"),
    '# Command line\n',
    "`host-factory COMMAND --help` prints the same. Exit codes and errors: [errors](errors.md). Host Factory's own calls are described in\n[the Symphony](../guides/symphony.md) and [the LSF guide](../guides/lsf.md).\n",
    '## Options of every command\n',
    `${optionTable(visibleOptions(root))}\n`,
    '## Commands\n',
    `${table(['Command', 'What it does'], commands.map(summary))}\n`,
    ...commands.map(section),
  ].join('\n');
}

/** Commands that do something, in the order of the help. */
function leaves(command: Command): readonly Command[] {
  const inner = command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
  if (inner.length === 0) return [command];
  const own = command.parent !== null && command.registeredArguments.length > 0 ? [command] : [];
  return [...own, ...inner.flatMap(leaves)];
}

function summary(command: Command): readonly string[] {
  return [`[${code(usage(command))}](#${anchor(fullName(command))})`, command.description()];
}

function section(command: Command): string {
  const parts = [`### ${fullName(command)}\n`, `${command.description()}\n`, `\`\`\`usage\nhost-factory ${usage(command)}\n\`\`\`\n`];
  const described = command.registeredArguments.filter((argument) => argument.description !== '');
  if (described.length > 0) parts.push(`${table(['Argument', 'Meaning'], described.map(argumentRow))}\n`);
  const options = visibleOptions(command);
  if (options.length > 0) parts.push(`${optionTable(options)}\n`);
  const help = helpOf(command);
  const examples = linesBelow(help, 'Examples:');
  if (examples.length > 0) parts.push(`\`\`\`examples\n${examples.join('\n')}\n\`\`\`\n`);
  const exitCodes = linesBelow(help, 'Exit codes;');
  if (exitCodes.length > 0) parts.push(`Exit codes: ${exitCodes.join(' ')}.\n`);
  return parts.join('\n');
}

function fullName(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${fullName(parent)} ${command.name()}`;
}

/** `machines return [options] <machine...>` without the program's name. */
function usage(command: Command): string {
  return `${fullName(command)} ${command.usage()}`.trim();
}

function argumentRow(argument: Argument): readonly string[] {
  const choices = argument.argChoices === undefined ? '' : `One of ${argument.argChoices.map(code).join(', ')}.`;
  return [code(argument.name()), sentence([argument.description, choices, defaultOf(argument)])];
}

function visibleOptions(command: Command): readonly Option[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help');
}

function optionTable(options: readonly Option[]): string {
  return table(
    ['Option', 'Meaning'],
    options.map((option) => [code(option.flags), meaningOf(option)]),
  );
}

function meaningOf(option: Option): string {
  const choices = option.argChoices === undefined ? '' : `One of ${option.argChoices.map(code).join(', ')}.`;
  return sentence([option.description, choices, option.mandatory ? 'Needed.' : '', defaultOf(option)]);
}

/** The notes that there are, the first one ended where others follow. */
function sentence(notes: readonly string[]): string {
  return notes
    .filter((note) => note !== '')
    .join('. ')
    .replaceAll('.. ', '. ');
}

function defaultOf({ defaultValue, defaultValueDescription }: Pick<Option, 'defaultValue' | 'defaultValueDescription'>): string {
  const value: unknown = defaultValue;
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return '';
  return `Default: ${defaultValueDescription ?? code(typeof value === 'string' ? value : JSON.stringify(value))}.`;
}

/** The help as it is printed, with what stands behind the options. */
function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ ...command.configureOutput(), writeOut: (text) => void (help += text), getOutHasColors: () => false });
  command.outputHelp();
  return help;
}

/** The indented lines below a title of the help, without their indentation. */
function linesBelow(help: string, title: string): readonly string[] {
  const lines = help.split('\n');
  const from = lines.findIndex((line) => line.startsWith(title)) + 1;
  if (from === 0) return [];
  const length = lines.slice(from).findIndex((line) => !line.startsWith('  '));
  return lines.slice(from, length < 0 ? undefined : from + length).map((line) => line.slice(2));
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
