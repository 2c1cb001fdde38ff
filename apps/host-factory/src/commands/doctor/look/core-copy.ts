import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An installed package, as an import from some folder would find it. */
export interface InstalledCopy {
  readonly directory: string;
  readonly version: string;
  readonly manifest: { readonly peerDependencies?: Readonly<{ [name: string]: string }> };
}

/** Finds a package by its name as Node does; undefined when none is installed. */
export function findCopy(from: string, name: string): InstalledCopy | undefined {
  try {
    const directory = realpathSync(join(from, 'node_modules', name));
    return readCopy(directory);
  } catch {
    const above = dirname(from);
    return above === from ? undefined : findCopy(above, name);
  }
}

/** Reads a package at a known place; throws when there is none. */
export function readCopy(directory: string): InstalledCopy {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as InstalledCopy['manifest'] & {
    readonly version?: string;
  };
  return { directory, version: manifest.version ?? '0.0.0', manifest };
}
