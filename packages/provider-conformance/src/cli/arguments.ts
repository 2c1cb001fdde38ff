import { parseArgs } from 'node:util';
import { REPORT_FORMS, type ReportForm } from '../report/render-report.js';

/** What the command line asks for. */
export interface Arguments {
  /** The plugin: a folder with a package.json, a folder of built files, or a file. */
  readonly target: string;
  /** File that exports the subject; undefined: as the plugin's package.json names it. */
  readonly subject: string | undefined;
  readonly reports: readonly ReportForm[];
  /** Folder for reports. */
  readonly outDirectory: string;
  readonly only: readonly string[];
}

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Shown by `--help`. */
export const HELP = `Judges a Hostwright provider plugin by the rules of the provider contract.

Usage: hostwright-conformance PLUGIN [options]

  PLUGIN              folder of the plugin, or of its built files (./dist)

Options:
  --subject FILE      module whose export "subject" (or default) opens clouds for the plugin
                      (default: "hostwright.conformance" in the plugin's package.json)
  --report FORMS      reports to write: ${REPORT_FORMS.join(', ')}; several with commas (default: none)
  --out DIR           folder for reports (default: .)
  --only IDS          only cases whose ids begin so; several with commas
  --help              show this

Each case runs in a cloud of its own. Ends with 0 when no case failed, 1 when one did, 2 when nothing could be judged.

Examples:
  npx hostwright-conformance . --report md,junit --out reports
  npx hostwright-conformance ./dist --only machines.launch
`;

/** Reads the command line. @throws {UsageError} */
export function parseArguments(words: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parse(words);
  if (values.help === true) return 'help';
  const [target, ...rest] = positionals;
  if (target === undefined) throw new UsageError('Which plugin? Name its folder: hostwright-conformance ./dist');
  if (rest.length > 0) throw new UsageError(`One plugin at a time; "${rest.join(' ')}" is too much.`);
  return { target, subject: values.subject, reports: reportForms(values.report), outDirectory: values.out ?? '.', only: list(values.only) };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        subject: { type: 'string' },
        report: { type: 'string' },
        out: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. See --help.`, { cause: error });
  }
}

function reportForms(text: string | undefined): readonly ReportForm[] {
  return list(text).map((form) => {
    const known = REPORT_FORMS.find((name) => name === form);
    if (known === undefined) throw new UsageError(`There is no report "${form}"; there are ${REPORT_FORMS.join(', ')}.`);
    return known;
  });
}

function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
