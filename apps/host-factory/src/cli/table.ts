import Table from 'cli-table3';
import { type ColumnFit, fitTable } from './fit-table.js';

/** One column of a table for people. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** How it gives way on a narrow terminal. @default not at all, unless nothing else is left */
  readonly fit?: ColumnFit;
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/**
 * Rows under upper-case titles, without lines, so that other tools can cut it.
 *
 * @param width - columns of the terminal that it is shown on; undefined: nothing is cut
 */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width?: number): string {
  const texts = columns.map(({ title, value, fit }) => ({
    texts: [title.toUpperCase(), ...rows.map((row) => printable(value(row)) || '-')],
    fit,
  }));
  const fitted = width === undefined ? texts : fitTable(texts, width);
  const table = new Table({ chars: NO_LINES, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } });
  for (let index = 0; index <= rows.length; index += 1) table.push(fitted.map((column) => column.texts[index] ?? ''));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Names and messages come from clouds and files: they must not steer the terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these characters are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
