import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SPECIFICATION_VERSION } from '@hostwright/core/provider';
import { countOutcomes, type CaseResult, type ConformanceReport } from '../outcome.js';
import { renderReport, type ReportForm } from '../report/render-report.js';
import { chosenCases, runConformance } from '../run.js';
import { HELP, parseArguments, UsageError, type Arguments } from './arguments.js';
import { loadSubject } from './load-subject.js';

/** The outside of the command. */
export interface Outside {
  out(text: string): void;
  err(text: string): void;
}

const EXIT = { conforms: 0, failed: 1, usage: 2 } as const;
const FILES: { readonly [Form in ReportForm]: string } = { md: 'conformance.md', json: 'conformance.json', junit: 'conformance.junit.xml' };

/** Runs the command line and answers its exit code. */
export async function runCli(words: readonly string[], outside: Outside): Promise<number> {
  try {
    const parsed = parseArguments(words);
    if (parsed === 'help') {
      outside.out(HELP);
      return EXIT.conforms;
    }
    return await judge(parsed, outside);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    outside.err(`hostwright-conformance: ${error.message}\n`);
    return EXIT.usage;
  }
}

async function judge(parsed: Arguments, outside: Outside): Promise<number> {
  if (chosenCases(parsed.only).length === 0) throw new UsageError(`No case begins with ${parsed.only.join(' or ')}.`);
  // Before the minutes that a run takes, not after them.
  if (parsed.reports.length > 0) makeFolder(parsed.outDirectory);
  const subject = await loadSubject(parsed.target, parsed.subject);
  outside.out(`provider ${subject.definition.id}, contract ${SPECIFICATION_VERSION}, ${chosenCases(parsed.only).length} cases\n`);
  const report = await runConformance(subject, { only: parsed.only, onResult: (result) => outside.out(lineOf(result)) });
  for (const form of parsed.reports) outside.out(`${write(parsed.outDirectory, form, report)}\n`);
  const { passed, failed, skipped, 'not-exercised': notExercised } = countOutcomes(report.results);
  outside.out(`${passed} passed, ${failed} failed, ${skipped} skipped, ${notExercised} not exercised\n`);
  return failed === 0 ? EXIT.conforms : EXIT.failed;
}

function lineOf({ id, title, outcome }: CaseResult): string {
  if (outcome.kind === 'passed') return `ok             ${id}\n`;
  if (outcome.kind === 'failed') return `FAILED         ${id}: ${title}\n               ${oneLine(outcome.message)}\n`;
  return `${outcome.kind.padEnd(13)}  ${id}: ${oneLine(outcome.reason)}\n`;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new UsageError(`Reports cannot be written into ${folder}: ${reasonOf(cause)}`, { cause });
  }
}

function write(folder: string, form: ReportForm, report: ConformanceReport): string {
  const file = join(folder, FILES[form]);
  try {
    writeFileSync(file, renderReport(report, form));
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: ${reasonOf(cause)}`, { cause });
  }
  return file;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? oneLine(error.message) : String(error);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
