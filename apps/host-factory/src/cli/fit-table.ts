import { cutText, textWidth } from './text-width.js';

/** How a column may give way on a terminal that is too narrow. */
export type ColumnFit =
  /** An id of which the beginning is enough. */
  | 'prefix'
  /** Words for people. */
  | 'free'
  /** May be left out: `--output json` has it. */
  | 'optional';

/** A column with its texts, title first. */
export interface TextColumn {
  readonly texts: readonly string[];
  readonly fit: ColumnFit | undefined;
}

/** Enough of an id to know it by: its kind and eight letters. */
const PREFIX_LENGTH = 12;
const LEAST_FREE_WIDTH = 16;
const LEAST_WIDTH = 8;
const GAP = 2;

/**
 * Makes a table as narrow as a terminal, in this order: ids are shortened, words for people are cut, columns that may be left out are, the
 * widest is cut.
 */
export function fitTable(columns: readonly TextColumn[], width: number): readonly TextColumn[] {
  const steps = [shortenIds, cutFree(LEAST_FREE_WIDTH), leaveOut, cutFree(LEAST_WIDTH), cutWidest];
  return steps.reduce((fitted, step) => (excess(fitted, width) > 0 ? step(fitted, width) : fitted), columns);
}

function excess(columns: readonly TextColumn[], width: number): number {
  return columns.reduce((sum, column) => sum + widthOf(column), (columns.length - 1) * GAP) - width;
}

function widthOf({ texts }: TextColumn): number {
  return texts.reduce((widest, text) => Math.max(widest, textWidth(text)), 0);
}

function shortenIds(columns: readonly TextColumn[]): readonly TextColumn[] {
  const shorten = (text: string): string => (/\d/.test(text) ? text.slice(0, PREFIX_LENGTH) : text);
  return columns.map((column) =>
    column.fit === 'prefix' && areDistinct(column.texts, shorten) ? { ...column, texts: column.texts.map(shorten) } : column,
  );
}

/** Two different ids must not look the same. */
function areDistinct(texts: readonly string[], shorten: (text: string) => string): boolean {
  return new Set(texts.map(shorten)).size === new Set(texts).size;
}

function cutFree(least: number): (columns: readonly TextColumn[], width: number) => readonly TextColumn[] {
  return (columns, width) => {
    const free = columns.filter(({ fit }) => fit === 'free').toSorted((a, b) => widthOf(b) - widthOf(a));
    return free.reduce((fitted, column) => cutColumn(fitted, fitted.indexOf(column), { width, least }), columns);
  };
}

function cutColumn(
  columns: readonly TextColumn[],
  index: number,
  { width, least }: { readonly width: number; readonly least: number },
): readonly TextColumn[] {
  const column = columns[index];
  const tooMuch = excess(columns, width);
  if (column === undefined || tooMuch <= 0) return columns;
  const [title = ''] = column.texts;
  const wanted = Math.max(least, textWidth(title), widthOf(column) - tooMuch);
  return columns.with(index, { ...column, texts: column.texts.map((text) => cutText(text, wanted)) });
}

/** From the right, as few as will do. */
function leaveOut(columns: readonly TextColumn[], width: number): readonly TextColumn[] {
  const index = columns.findLastIndex(({ fit }) => fit === 'optional');
  return index < 0 || excess(columns, width) <= 0 ? columns : leaveOut(columns.toSpliced(index, 1), width);
}

function cutWidest(columns: readonly TextColumn[], width: number): readonly TextColumn[] {
  const [widest] = columns.slice(1).toSorted((a, b) => widthOf(b) - widthOf(a));
  return widest === undefined ? columns : cutColumn(columns, columns.indexOf(widest), { width, least: LEAST_WIDTH });
}
