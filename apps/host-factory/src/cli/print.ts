import type { Io } from './io.js';
import { type Column, printable, renderTable } from './table.js';

/** Forms in which results are printed. */
export const OUTPUT_FORMS = ['table', 'json'] as const;

/** One of {@link OUTPUT_FORMS}. */
export type OutputForm = (typeof OUTPUT_FORMS)[number];

/** How a list is printed. */
export interface ListOutput<Row> {
  readonly form: OutputForm;
  readonly columns: readonly Column<Row>[];
  readonly toJson: (row: Row) => object;
  /** Told to people on stderr when there is nothing. */
  readonly nothing: string;
}

/** Prints a list as it comes, page by page, so that a long one needs no memory of its length. JSON is one array. */
export async function printList<Row>(io: Io, pages: AsyncIterable<readonly Row[]>, output: ListOutput<Row>): Promise<void> {
  if (output.form === 'json') return printJsonList(io, pages, output.toJson);
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page);
  if (rows.length === 0) return io.err(`${output.nothing}\n`);
  io.out(renderTable(output.columns, rows));
}

async function printJsonList<Row>(io: Io, pages: AsyncIterable<readonly Row[]>, toJson: (row: Row) => object): Promise<void> {
  let separator = '[';
  for await (const page of pages) {
    if (page.length === 0) continue;
    io.out(`${separator}\n${page.map((row) => `  ${JSON.stringify(toJson(row))}`).join(',\n')}`);
    separator = ',';
  }
  io.out(separator === '[' ? '[]\n' : '\n]\n');
}

/** Prints one object. */
export function printObject(io: Io, form: OutputForm, value: object, fields: readonly (readonly [title: string, text: string])[]): void {
  if (form === 'json') return printJson(io, value);
  const width = Math.max(...fields.map(([title]) => title.length));
  for (const [title, text] of fields) io.out(`${`${title}:`.padEnd(width + 2)}${printable(text) || '-'}\n`);
}

/** Prints a value as indented JSON. */
export function printJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value, undefined, 2)}\n`);
}
