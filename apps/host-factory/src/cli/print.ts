import { stringify } from 'yaml';
import type { Io } from './io.js';
import { type Column, printable, renderTable } from './table.js';
import { wrapText } from './text-width.js';

/** Forms in which results are printed. */
export const OUTPUT_FORMS = ['table', 'json', 'yaml'] as const;

/** One of {@link OUTPUT_FORMS}. */
export type OutputForm = (typeof OUTPUT_FORMS)[number];

/** Forms for programs. */
export type DataForm = Exclude<OutputForm, 'table'>;

/** How a list is printed. */
export interface ListOutput<Row> {
  readonly form: OutputForm;
  /** The first one is the id: all that is printed with --quiet. */
  readonly columns: readonly Column<Row>[];
  readonly toJson: (row: Row) => object;
  /** Told to people on stderr when there is nothing. */
  readonly nothing: string;
}

/** Prints a list as it comes, page by page, so that a long one needs no memory of its length. As data it is one list. */
export async function printList<Row>(io: Io, pages: AsyncIterable<readonly Row[]>, output: ListOutput<Row>): Promise<void> {
  const { form, columns, toJson, nothing } = output;
  if (form === 'json') return printJsonList(io, pages, toJson);
  if (form === 'yaml') return printYamlList(io, pages, toJson);
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page);
  if (rows.length === 0) return io.err(`${nothing}\n`);
  io.out(tableText(io, columns, rows));
}

/** A table as wide as the terminal; with --quiet its first column alone. */
export function tableText<Row>(io: Io, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const [first] = columns;
  if (io.quiet && first !== undefined) return rows.map((row) => `${printable(first.value(row))}\n`).join('');
  return renderTable(columns, rows, io.screen?.columns);
}

async function printJsonList<Row>(io: Io, pages: AsyncIterable<readonly Row[]>, toJson: (row: Row) => object): Promise<void> {
  let separator = '[';
  for await (const page of pages) {
    if (page.length === 0) continue;
    io.out(`${separator}\n${page.map((row) => `  ${jsonLine(toJson(row))}`).join(',\n')}`);
    separator = ',';
  }
  io.out(separator === '[' ? '[]\n' : '\n]\n');
}

async function printYamlList<Row>(io: Io, pages: AsyncIterable<readonly Row[]>, toJson: (row: Row) => object): Promise<void> {
  let isEmpty = true;
  for await (const page of pages) {
    if (page.length === 0) continue;
    io.out(yamlText(page.map(toJson)));
    isEmpty = false;
  }
  if (isEmpty) io.out('[]\n');
}

/** Prints one object. */
export function printObject(io: Io, form: OutputForm, value: object, fields: readonly (readonly [title: string, text: string])[]): void {
  if (form !== 'table') return printData(io, form, value);
  const indent = Math.max(...fields.map(([title]) => title.length)) + 2;
  const width = (io.screen?.columns ?? Infinity) - indent;
  for (const [title, text] of fields) {
    const lines = wrapText(printable(text) || '-', width);
    io.out(`${`${title}:`.padEnd(indent)}${lines.join(`\n${' '.repeat(indent)}`)}\n`);
  }
}

/** Prints a value for programs: one document. */
export function printData(io: Io, form: DataForm, value: unknown): void {
  io.out(form === 'json' ? `${harmless(JSON.stringify(value, undefined, 2))}\n` : yamlText(value));
}

/** A value as JSON in one line. */
export function jsonLine(value: unknown): string {
  return harmless(JSON.stringify(value));
}

/** A value as a YAML document, or a part of one. */
export function yamlText(value: unknown): string {
  return harmless(stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }));
}

/** JSON lets pass what steers some terminals; it stands in strings only. */
function harmless(text: string): string {
  return text.replaceAll(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
