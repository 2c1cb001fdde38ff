/** Which branches of the engine histories reached, as coverage in istanbul's form tells it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Fewer than this share of the branches fails. */
export const LEAST_SHARE = 0.95;

/** Between these lines of the page stands what was measured last. */
const BEGIN = '<!-- written by `npm run simulate -- --coverage --write` -->';
const END = '<!-- end -->';

/**
 * @typedef {{ start: { line: number, column: number }, end: { line: number, column: number | null } }} Place
 * @typedef {{ type: string, loc: Place, locations: Partial<Place>[] }} Branch
 * @typedef {{ b: Record<string, number[]>, branchMap: Record<string, Branch> }} FileCoverage
 * @typedef {{ file: string, line: number, kind: string, text: string }} Unreached
 * @typedef {{ total: number, reached: number, share: number, unreached: Unreached[] }} Branches
 */

/**
 * Counts and names branches.
 *
 * @param {string} path - of a `coverage-final.json`
 * @param {string} root - folder that files are named from
 * @returns {Branches}
 */
export function readBranches(path, root) {
  const files = /** @type {Record<string, FileCoverage>} */ (JSON.parse(readFileSync(path, 'utf8')));
  const unreached = [];
  let total = 0;
  for (const [file, { b: counts, branchMap }] of Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const lines = readFileSync(file, 'utf8').split('\n');
    for (const [id, hits] of Object.entries(counts)) {
      const branch = branchMap[id];
      if (branch === undefined) continue;
      total += hits.length;
      for (const [index, hit] of hits.entries()) if (hit === 0) unreached.push(nameBranch(relative(root, file), lines, branch, index));
    }
  }
  const reached = total - unreached.length;
  return { total, reached, share: total === 0 ? 0 : reached / total, unreached };
}

/**
 * @param {string} file
 * @param {readonly string[]} lines
 * @param {Branch} branch
 * @param {number} index
 * @returns {Unreached}
 */
function nameBranch(file, lines, { type, loc, locations }, index) {
  const { start, end } = place(locations[index]) ?? loc;
  const line = lines[start.line - 1] ?? '';
  const own = line.slice(start.column, start.line === end.line ? (end.column ?? undefined) : undefined).trim();
  const kind = type === 'if' ? (index === 0 ? 'if' : 'else of') : (WORDS[type] ?? type);
  // An `else` that is not written has the place of its `if`.
  return { file, line: start.line, kind, text: type === 'if' ? line.trim() : own };
}

/** @type {Readonly<Record<string, string>>} */
const WORDS = { 'binary-expr': 'part', 'cond-expr': 'choice', 'default-arg': 'default' };

/**
 * @param {Partial<Place> | undefined} found
 * @returns {Place | undefined}
 */
function place(found) {
  const { start, end } = found ?? {};
  return start?.line === undefined || end === undefined ? undefined : { start, end };
}

/** @param {Branches} branches */
export function figureOf({ total, reached, share }) {
  return `${reached.toLocaleString('en')} of ${total.toLocaleString('en')} branches, ${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
}

/** @param {Unreached} unreached */
export function lineOf({ file, line, kind, text }) {
  return `${file}:${line} ${kind}: ${text}`;
}

/**
 * Replaces in the page what was measured before.
 *
 * @param {string} page - its path
 * @param {Branches} branches
 * @param {{ seeds: number, from: number }} histories
 */
export function writeBranches(page, branches, { seeds, from }) {
  const text = readFileSync(page, 'utf8');
  const [before, rest] = halves(text, BEGIN, page);
  const [, after] = halves(rest, END, page);
  const intro = `Histories of the seeds ${from.toLocaleString('en')} to ${(from + seeds - 1).toLocaleString('en')} reached ${figureOf(branches)}. Not reached, by file and line:`;
  const byFile = Map.groupBy(branches.unreached, ({ file }) => file.replace('packages/core/src/engine/', ''));
  const items = [...byFile].map(([file, own]) => `- \`${file}\` ${own.map(({ line }) => line).join(', ')}`);
  writeFileSync(page, `${before}${BEGIN}\n\n${intro}\n\n${items.join('\n')}\n\n${END}${after}`);
}

/**
 * @param {string} text
 * @param {string} mark
 * @param {string} page
 * @returns {[string, string]}
 */
function halves(text, mark, page) {
  const [before, after, more] = text.split(mark);
  if (before === undefined || after === undefined || more !== undefined) throw new Error(`${page} must have one line ${mark}`);
  return [before, after];
}
