import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Names } from './names.js';

/** The template: real files, which this repository compiles, checks and tests. Beside the sources and beside the built program alike. */
const TEMPLATE = fileURLToPath(new URL('../template', import.meta.url));

/** Files that mean something where they lie have another name there: npm would act on them, or leave them out. */
const RENAMED = /^_(?=package\.json$|tsconfig|gitignore$)/;

/** One file of a new plugin. */
export interface NewFile {
  /** Path within the plugin, with the separators of the host. */
  readonly path: string;
  readonly text: string;
}

/** All files of a plugin of these names. The template is itself the plugin `my-cloud`. */
export function newFiles(names: Names): readonly NewFile[] {
  return readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({
      path: join(relative(TEMPLATE, entry.parentPath), finalName(entry.name)),
      text: named(readFileSync(join(entry.parentPath, entry.name), 'utf8'), names),
    }))
    .filter(({ path }) => !path.split(sep).some((part) => part === 'node_modules' || part === 'dist'))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function finalName(name: string): string {
  return name.replace(RENAMED, name === '_gitignore' ? '.' : '');
}

/** In one go, so that a new name that looks like a placeholder stays what it is. */
function named(text: string, { id, title, packageName }: Names): string {
  const values: Readonly<Record<string, string>> = {
    'hostwright-provider-my-cloud': packageName,
    'my-cloud': id,
    'My Cloud': title,
    MY_CLOUD: id.toUpperCase().replaceAll('-', '_'),
  };
  return text.replaceAll(/hostwright-provider-my-cloud|my-cloud|My Cloud|MY_CLOUD/g, (word) => values[word] ?? word);
}
