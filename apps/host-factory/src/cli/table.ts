import Table from 'cli-table3';

/** One column of a table for people. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
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

/** Rows under upper-case titles, without lines, so that other tools can cut it. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const table = new Table({ chars: NO_LINES, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } });
  table.push(columns.map(({ title }) => title.toUpperCase()));
  for (const row of rows) table.push(columns.map(({ value }) => printable(value(row)) || '-'));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Names and messages come from clouds and files: they must not steer the terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these characters are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}
