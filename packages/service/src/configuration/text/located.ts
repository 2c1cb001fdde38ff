import type { Position } from '../fault.js';

/** Where a value of a file stands, and everything in it. Offsets count from the start of the text. */
export interface Located {
  /** Offset of its key; its own in a list. */
  readonly keyAt: number;
  readonly valueAt: number;
  /** By key, or by index as text. */
  /** Offset behind it; undefined where that was not asked for. */
  readonly endAt: number | undefined;
  readonly parts: ReadonlyMap<string, Located>;
}

/** A key that stands twice in one object. */
export interface DoubleKey {
  readonly firstAt: number;
  readonly secondAt: number;
}

/** What stands at a path, or the nearest thing around it. */
export function findLocated(root: Located, path: readonly PropertyKey[]): { readonly found: Located; readonly isExact: boolean } {
  let found = root;
  for (const key of path) {
    const part = found.parts.get(String(key));
    if (part === undefined) return { found, isExact: false };
    found = part;
  }
  return { found, isExact: true };
}

/** Line and column of an offset, both from 1. */
export function positionOf(text: string, offset: number): Position {
  return positionsIn(text)(offset);
}

/** The same for many offsets of one text: its lines are counted once, when they are first asked for. */
export function positionsIn(text: string): (offset: number) => Position {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
