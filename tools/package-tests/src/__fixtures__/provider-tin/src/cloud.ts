import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** One tin. */
export interface Tin {
  readonly id: string;
  readonly token: string;
  readonly size: string;
  readonly state: 'UP' | 'CRUSHED';
  readonly createdAtMs: number;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** The whole cloud. */
export function readTins(file: string): readonly Tin[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Tin[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

export function writeTins(file: string, tins: readonly Tin[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(tins, undefined, 1));
  renameSync(`${file}.new`, file);
}
