import type { Tree } from './tree.js';

const MARKERS = ['TO', 'FIX'].map((start, index) => start + ['DO', 'ME'][index]);
const MARKER = new RegExp(`\\b(?:${MARKERS.join('|')})\\b`);

/** Markers of unfinished work: an issue has a reader, a marker has none. */
export function unfinishedMarks(tree: Tree): readonly string[] {
  return [...tree].flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => {
      const marker = MARKER.exec(line)?.[0];
      return marker === undefined ? [] : [`${path}:${index + 1} says ${marker}: finish it, or open an issue and delete the mark`];
    }),
  );
}
