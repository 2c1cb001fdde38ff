import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

/** The part of esbuild's report that is read here. */
interface BuildReport {
  readonly outputs: Readonly<{
    [path: string]: {
      readonly entryPoint?: string;
      readonly inputs: object;
      readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
    };
  }>;
}

/**
 * Everything that a program loads at its start: sources and modules of Node that it imports, and what these import, without what is
 * imported later by a call of `import()`.
 */
export async function staticImports(code: string, folder: string): Promise<readonly string[]> {
  // Beside the sources, so that packages are found.
  const home = fileURLToPath(new URL('.', import.meta.url));
  const outDir = join(folder, 'start-up');
  mkdirSync(outDir, { recursive: true });
  const entry = join(outDir, 'entry.ts');
  writeFileSync(entry, code.replaceAll("'./", `'${home}`));
  await build({
    entry: { entry },
    outDir,
    format: 'esm',
    target: 'node24',
    platform: 'node',
    config: false,
    silent: true,
    dts: false,
    splitting: true,
    metafile: true,
    noExternal: [/^(?!node:)/],
    removeNodeProtocol: false,
    esbuildOptions: (options) => {
      options.conditions = ['@hostwright/source'];
      options.mainFields = ['module', 'main'];
    },
  });
  return reachable(JSON.parse(readFileSync(join(outDir, 'metafile-esm.json'), 'utf8')) as BuildReport);
}

function reachable({ outputs }: BuildReport): readonly string[] {
  const loaded = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) return;
    seen.add(path);
    for (const input of Object.keys(output.inputs)) loaded.add(input);
    for (const { path: next, kind, external } of output.imports) {
      if (kind !== 'import-statement') continue;
      if (external === true) loaded.add(next);
      else visit(next);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (entryPoint?.endsWith('start-up/entry.ts') === true) visit(path);
  return [...loaded];
}
