import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packTar } from 'modern-tar';
import { CommandError } from '../../cli/command-error.js';
import type { Bundle } from './collect.js';

const OWNER_ONLY = 0o600;

/** Packs a bundle: everything lies in one folder, as people expect when they unpack something. */
export async function pack({ manifest, files }: Bundle, folder: string, madeAtMs: number): Promise<Buffer> {
  const all = [{ name: 'manifest.json', text: `${JSON.stringify(manifest, undefined, 2)}\n` }, ...files];
  const mtime = new Date(madeAtMs);
  const entries = all.map(({ name, text }) => {
    const body = Buffer.from(text);
    return { header: { name: `${folder}/${name}`, size: body.length, mode: OWNER_ONLY, mtime }, body };
  });
  return promisify(gzip)(await packTar(entries));
}

/**
 * Where the bundle goes: a folder takes one under a name of its own.
 * @throws {CommandError} `bundle-exists`
 */
export function chooseTarget(stated: string, nowMs: number): { readonly path: string; readonly folder: string } {
  const folder = `hostwright-support-${new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const absolute = resolve(stated);
  const path = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true ? join(absolute, `${folder}.tar.gz`) : absolute;
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) throw exists(path);
  return { path, folder };
}

/**
 * Writes a file that must not be there yet, for its owner alone; whole or not at all.
 * @throws {CommandError} `bundle-exists`, `bundle-not-written`
 */
export function writeNew(path: string, bytes: Uint8Array): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx', OWNER_ONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw exists(path);
    throw notWritten(path, error);
  }
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(path, { force: true });
    throw notWritten(path, error);
  } finally {
    closeSync(descriptor);
  }
}

function exists(path: string): CommandError {
  return new CommandError('bundle-exists', `${path} is there already, and is not overwritten. Name another file, or a folder.`);
}

function notWritten(path: string, cause: unknown): CommandError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return new CommandError(
    'bundle-not-written',
    `${path} cannot be written (${code}), and nothing is left of it. Name a place that has room and that you may write to.`,
    { cause },
  );
}
