import type { Command } from 'commander';
import { type ErrorEntry, ERRORS, findError } from '@hostwright/service/errors';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import { outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printList, printObject } from '../../cli/print.js';
import { told } from '../../cli/told.js';

interface ExplainOptions {
  readonly output: OutputForm;
}

/** `explain`. */
export function addExplain(root: Command, context: CommandContext): void {
  const command = root
    .command('explain')
    .argument('[error]', 'code behind a message, class of an error, or exit code; all are listed when none is given')
    .description('Explain an error or exit code: why it comes, and what to do.')
    .addOption(outputOption())
    .action((word: string | undefined, options: ExplainOptions) => explain(context, word, options));
  withExamples(command, [
    ['explain store-busy', 'the code that stands behind a message'],
    ['explain 7', 'an exit code'],
    ['explain OutcomeUnknown --output json', 'the class of an error, as logs and reasons name it'],
    ['explain', 'every error and exit code'],
  ]);
}

async function explain({ io }: CommandContext, word: string | undefined, { output }: ExplainOptions): Promise<void> {
  if (word !== undefined) {
    const entry = requireError(word);
    return printObject(io, output, errorJson(entry), errorFields(entry));
  }
  const pages = async function* (): AsyncGenerator<readonly ErrorEntry[]> {
    yield ERRORS;
  };
  await printList(io, pages(), {
    form: output,
    columns: [
      { title: 'code', value: ({ code }) => code },
      { title: 'area', value: ({ area }) => area, fit: 'optional' },
      { title: 'exit', value: ({ exitCode }) => String(exitCode) },
      { title: 'meaning', value: ({ title }) => title, fit: 'free' },
    ],
    toJson: errorJson,
    nothing: '',
  });
}

function requireError(word: string): ErrorEntry {
  const search = findError(word);
  if (search.found !== undefined) return search.found;
  if (search.exitCodes !== undefined) {
    throw new CommandError(
      'explain-unknown',
      `There is no exit code ${word.slice(0, 20)}; there are ${search.exitCodes.join(', ')}. See "host-factory explain".`,
    );
  }
  const suggestion = search.nearest === undefined ? '.' : `; did you mean "${search.nearest}"?`;
  throw new CommandError('explain-unknown', `There is no error ${told(word)}${suggestion} See "host-factory explain".`);
}

function errorJson({ code, area, names, title, cause, remedy, example, exitCode, mends }: ErrorEntry): object {
  return { code, area, names, title, cause, remedy, example, exitCode, mends: mends ?? null };
}

function errorFields(entry: ErrorEntry): readonly (readonly [string, string])[] {
  const { code, area, names, title, cause, remedy, example, exitCode, mends } = entry;
  return [
    ['code', code],
    ['meaning', title],
    ['comes from', area],
    ['also called', names.join(', ')],
    ['cause', cause],
    ['remedy', remedy],
    ['command', mends ?? ''],
    ['example', example],
    ['exit code', String(exitCode)],
  ];
}
