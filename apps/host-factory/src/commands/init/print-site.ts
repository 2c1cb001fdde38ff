import { join } from 'node:path';
import type { SiteConfiguration } from '@hostwright/service/configuration';
import { plural } from '../../cli/format.js';
import type { Io } from '../../cli/io.js';
import { type OutputForm, printObject } from '../../cli/print.js';
import { shellWord } from '../../scripts/shell-quote.js';
import type { Choices } from './choices.js';
import type { NewFile } from './starter-files.js';

/** Prints the files that would be written. */
export function printPlan(
  io: Io,
  form: OutputForm,
  { directory, files }: { readonly directory: string; readonly files: readonly NewFile[] },
): void {
  if (form !== 'table') {
    return printObject(io, form, { dryRun: true, files: files.map(({ name, text }) => ({ path: join(directory, name), text })) }, []);
  }
  for (const { name, text } of files) io.out(`# ${join(directory, name)}\n${text}\n`);
}

/** What was written. */
interface WrittenSite {
  readonly directory: string;
  readonly files: readonly string[];
  readonly choices: Choices;
  readonly templates: SiteConfiguration['templates'];
}

/** Prints the path of each file that was written, and says on stderr how to go on. */
export function printWritten(io: Io, form: OutputForm, { directory, files, choices, templates }: WrittenSite): void {
  const ids = templates.map(({ templateId }) => templateId);
  if (form === 'table') {
    for (const path of files) io.out(`${path}\n`);
    io.out(`${plural(ids.length, 'template')}${ids.length === 0 ? '' : `: ${ids.join(', ')}`}\n`);
  } else printObject(io, form, { dryRun: false, files, templates: ids }, []);
  const config = `--config ${shellWord(directory)}`;
  io.err(`Edit them, then: host-factory doctor ${config}\n`);
  if (choices.dialect === 'none') return;
  const scripts = shellWord(join(directory, 'scripts'));
  io.err(`For Host Factory: host-factory scripts install ${scripts} --dialect ${choices.dialect} ${config}\n`);
}
