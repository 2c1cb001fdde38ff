import { type Clock, isStoreError } from '@hostwright/core';
import { EXIT } from '../exit-codes.js';
import type { CommandContext } from './context.js';
import type { Io } from './io.js';
import { jsonLine, type ListOutput, tableText, yamlText } from './print.js';
import { renderTable } from './table.js';

/** How rows are watched. */
export interface Watched<Row> {
  /** All rows that are wanted now. */
  readonly load: () => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => string;
  /** A row that is not wanted any more, as it is now; undefined when it is not there at all. @default it is not told of */
  readonly last?: (row: Row) => Promise<Row | undefined>;
  /** A row is shown again when what is printed of it changed. */
  readonly output: (nowMs: number) => ListOutput<Row>;
  /** @default 1000 */
  readonly intervalMs?: number;
}

const DEFAULT_INTERVAL_MS = 1_000;

/**
 * Shows rows, and again those that change, until the command is interrupted: on a terminal the whole table anew, elsewhere one line or
 * document after the other, so that what reads it sees each change once. A store that is busy for a moment is asked again.
 */
export async function watchRows<Row>({ io, clock, interruption, endWith }: Watcher, watched: Watched<Row>): Promise<void> {
  const view = createView(io, clock, watched);
  while (!interruption.aborted) {
    const rows = await loadPatiently(watched);
    if (rows !== undefined) await view(rows);
    await clock.sleep(watched.intervalMs ?? DEFAULT_INTERVAL_MS, interruption).catch(() => undefined);
  }
  endWith(EXIT.interrupted);
}

type Watcher = Pick<CommandContext, 'io' | 'clock' | 'interruption' | 'endWith'>;

async function loadPatiently<Row>({ load }: Watched<Row>): Promise<readonly Row[] | undefined> {
  try {
    return await load();
  } catch (error) {
    if (isStoreError(error) && error.kind === 'busy') return undefined;
    throw error;
  }
}

function createView<Row>(io: Io, clock: Clock, watched: Watched<Row>): (rows: readonly Row[]) => Promise<void> {
  const { form } = watched.output(0);
  return form === 'table' && io.screen?.canRedraw === true && !io.quiet ? redrawing(io, clock, watched) : appending(io, clock, watched);
}

/** Replaces the table; one that is longer than the screen cannot be replaced and is written below. */
function redrawing<Row>(io: Io, clock: Clock, watched: Watched<Row>): (rows: readonly Row[]) => Promise<void> {
  let shown = '';
  return async (rows) => {
    const { columns, nothing } = watched.output(clock.now());
    const text = rows.length === 0 ? `${nothing}\n` : tableText(io, columns, rows);
    if (text === shown) return;
    const lines = shown.split('\n').length - 1;
    const isWhole = lines > 0 && lines < (io.screen?.rows ?? 0);
    io.out(`${isWhole ? `\u001b[${lines}A\u001b[J` : ''}${text}`);
    shown = text;
  };
}

function appending<Row>(io: Io, clock: Clock, watched: Watched<Row>): (rows: readonly Row[]) => Promise<void> {
  const seen = new Map<string, { readonly text: string; readonly row: Row }>();
  let isFirst = true;
  return async (rows) => {
    const changed: Row[] = [];
    const textOf = comparison(watched.output(0));
    const keys = new Set(rows.map(watched.keyOf));
    for (const row of rows) {
      const text = textOf(row);
      if (seen.get(watched.keyOf(row))?.text !== text) changed.push(row);
      seen.set(watched.keyOf(row), { text, row });
    }
    for (const [key, { row }] of seen) {
      if (keys.has(key)) continue;
      seen.delete(key);
      const ended = await watched.last?.(row);
      if (ended !== undefined) changed.push(ended);
    }
    append(io, watched.output(clock.now()), changed, isFirst);
    isFirst = false;
  };
}

/** What of a row counts as a change: what is printed of it, times that only pass excepted. */
function comparison<Row>({ form, columns, toJson }: ListOutput<Row>): (row: Row) => string {
  return form === 'table' ? (row) => JSON.stringify(columns.map(({ value }) => value(row))) : (row) => JSON.stringify(toJson(row));
}

function append<Row>(io: Io, { form, columns, toJson, nothing }: ListOutput<Row>, rows: readonly Row[], isFirst: boolean): void {
  if (form === 'json') return rows.forEach((row) => io.out(`${jsonLine(toJson(row))}\n`));
  if (form === 'yaml') return rows.forEach((row) => io.out(`---\n${yamlText(toJson(row))}`));
  if (rows.length === 0) return isFirst ? io.err(`${nothing}\n`) : undefined;
  if (isFirst || io.quiet) return io.out(tableText(io, columns, rows));
  io.out(renderTable(columns, rows, io.screen?.columns).replace(/^.*\n/, ''));
}
