import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root, run } from '../verify/run.mjs';

/**
 * @param {string} file a path below the root of the clone
 * @throws {Error} no such program is there
 */
export function requireProgram(file, folder = root) {
  if (!existsSync(join(folder, file))) throw new Error(`${file} is missing; leave its part out with --only`);
}

/**
 * Runs one program of a soak and shows what it prints. A program that says nothing has failed.
 *
 * @param {string} file a path below the root of the clone
 * @param {readonly string[]} words
 * @returns {Promise<{ exitCode: number, figure: string }>}
 */
export async function runPart(file, words, folder = root) {
  const { code, output } = await run([process.execPath, join(folder, file), ...words], { show: true });
  const figure = lastLineOf(output);
  return figure === '' ? { exitCode: code === 0 ? 1 : code, figure: `${file} printed no figure` } : { exitCode: code, figure };
}

/** @param {string} output */
function lastLineOf(output) {
  const lines = stripVTControlCharacters(output).split('\n');
  return (lines.findLast((line) => line.trim() !== '') ?? '').trim();
}
