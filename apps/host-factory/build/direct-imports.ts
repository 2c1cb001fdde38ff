import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The part of an esbuild plugin that is used here. */
interface Build {
  onLoad(
    options: { readonly filter: RegExp },
    load: (file: { readonly path: string }) => { readonly contents: string; readonly loader: 'ts' },
  ): void;
}

/**
 * Lets a bundle import from the files behind our index files, and take Node's own modules as they are.
 *
 * esbuild splits a bundle by files: what one part of a program takes from an index is loaded by every other part that takes anything from
 * it. A Host Factory call would load the engine that way. An index re-exports by name only (a repository check), so that the file of each
 * name can be read from it.
 *
 * An `import` of `node:fs` reads each of its exports once, and loads Node's streams with one of them. `process.getBuiltinModule` does not;
 * `bin.ts` keeps its import, because an older Node does not have it.
 *
 * @param root - folder of the workspace, which `packages/` lies in
 */
export function directImports(root: string): { readonly name: string; readonly setup: (build: Build) => void } {
  const indexes = new Map<string, ReadonlyMap<string, Source>>();
  const namesOf = (index: string): ReadonlyMap<string, Source> => {
    const known = indexes.get(index) ?? readIndex(index);
    indexes.set(index, known);
    return known;
  };
  return {
    name: 'direct-imports',
    setup: (build) => {
      build.onLoad({ filter: /\/(?:packages|apps)\/[^/]+\/src\/.*\.ts$/ }, ({ path }) => ({
        contents: rewrite(
          path.endsWith('/bin.ts') ? readFileSync(path, 'utf8') : withoutFacades(readFileSync(path, 'utf8')),
          (specifier) => {
            const index = findIndex(root, path, specifier);
            return index === undefined ? undefined : namesOf(index);
          },
        ),
        loader: 'ts',
      }));
    },
  };
}

/** Where a name of an index comes from. */
interface Source {
  readonly file: string;
  readonly name: string;
}

const IMPORT = /^import \{([^}]*)\} from '([^']+)';$/gm;
const RE_EXPORT = /^export \{([^}]*)\} from '([^']+)';$/gm;

function rewrite(text: string, namesOf: (specifier: string) => ReadonlyMap<string, Source> | undefined): string {
  return text.replaceAll(IMPORT, (statement, list: string, specifier: string) => {
    const names = namesOf(specifier);
    if (names === undefined) return statement;
    const imports = entriesOf(list).map(({ name, local }) => importOf(names.get(name) ?? { file: specifier, name }, local));
    return imports.join(' ') + '\n'.repeat(statement.split('\n').length - 1);
  });
}

function withoutFacades(text: string): string {
  return text.replaceAll(IMPORT, (statement, list: string, specifier: string) => {
    if (!specifier.startsWith('node:')) return statement;
    const names = entriesOf(list).map(({ name, local }) => `${name}: ${local}`);
    const taken = names.length === 0 ? '' : `const { ${names.join(', ')} } = process.getBuiltinModule('${specifier}');`;
    return taken + '\n'.repeat(statement.split('\n').length - 1);
  });
}

function importOf({ file, name }: Source, local: string): string {
  return `import { ${name} as ${local} } from ${JSON.stringify(file)};`;
}

function readIndex(index: string): ReadonlyMap<string, Source> {
  const names = new Map<string, Source>();
  for (const [, list = '', specifier = ''] of readFileSync(index, 'utf8').matchAll(RE_EXPORT)) {
    const file = resolve(dirname(index), specifier.replace(/\.js$/, '.ts'));
    for (const { name, local } of entriesOf(list)) names.set(local, { file, name });
  }
  return names;
}

/** `a, type B, c as d`, without the types. */
function entriesOf(list: string): readonly { readonly name: string; readonly local: string }[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && !entry.startsWith('type '))
    .map((entry) => {
      const [name = '', local = name] = entry.split(/\s+as\s+/);
      return { name, local };
    });
}

function findIndex(root: string, importer: string, specifier: string): string | undefined {
  if (specifier.startsWith('.'))
    return specifier.endsWith('/index.js') ? resolve(dirname(importer), specifier.replace(/\.js$/, '.ts')) : undefined;
  const [, name, subpath] = /^@hostwright\/([^/]+)(\/.+)?$/.exec(specifier) ?? [];
  if (name === undefined || name.startsWith('provider-')) return undefined;
  const folder = join(root, 'packages', name);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const source = exports[`.${subpath ?? ''}`]?.['@hostwright/source'];
  return source === undefined ? undefined : join(folder, source);
}

interface Manifest {
  readonly exports: { readonly [path: string]: { readonly '@hostwright/source'?: string } };
}
