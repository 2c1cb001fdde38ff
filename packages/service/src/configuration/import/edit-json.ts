import { locateJson } from '../text/locate-json.js';
import { findLocated } from '../text/located.js';
import type { ListEdit } from './merge-into-file.js';

const INDENT = 2;

/** Changes entries of a list in a JSON text. Everything else of the text stays as it is, character by character. */
export function editJson(text: string, listPath: readonly PropertyKey[], edits: readonly ListEdit[]): string {
  const list = findLocated(locateJson(text).root, listPath).found;
  const entries = [...list.parts.values()];
  const pieces: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  for (const { index, template } of edits) {
    const entry = index === undefined ? undefined : entries[index];
    if (entry?.endAt === undefined) continue;
    pieces.push({ from: entry.valueAt, to: entry.endAt, text: jsonAt(text, entry.valueAt, template) });
  }
  const added = edits.filter(({ index }) => index === undefined);
  const last = entries.at(-1);
  const anchor = last?.valueAt ?? list.valueAt;
  const indent = last === undefined ? indentAt(text, anchor) + ' '.repeat(INDENT) : indentAt(text, anchor);
  const body = added.map(({ template }) => `\n${indent}${indented(template, indent)}`).join(',');
  if (added.length > 0 && last?.endAt !== undefined) pieces.push({ from: last.endAt, to: last.endAt, text: `,${body}` });
  else if (added.length > 0)
    pieces.push({ from: list.valueAt, to: list.endAt ?? list.valueAt, text: `[${body}\n${indentAt(text, anchor)}]` });
  return pieces
    .toSorted((one, other) => other.from - one.from)
    .reduce((sum, piece) => sum.slice(0, piece.from) + piece.text + sum.slice(piece.to), text);
}

function jsonAt(text: string, offset: number, value: object): string {
  return indented(value, indentAt(text, offset));
}

function indented(value: object, indent: string): string {
  return JSON.stringify(value, undefined, INDENT).replaceAll('\n', `\n${indent}`);
}

/** The white space that begins the line of an offset. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}
