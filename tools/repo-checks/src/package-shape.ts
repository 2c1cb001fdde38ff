import { type Exports, productPackages, type WorkspacePackage } from './packages.js';
import type { Tree } from './tree.js';

const SOURCE_CONDITION = '@hostwright/source';

/** What a package's package.json and folder lack before it may be published. */
export function packageShapeViolations(tree: Tree): readonly string[] {
  return productPackages(tree)
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap((entry) =>
      [...commonProblems(entry, tree), ...exportProblems(entry), ...pluginProblems(entry)].map((text) => `${entry.folder}: ${text}`),
    );
}

function commonProblems({ folder, manifest }: WorkspacePackage, tree: Tree): readonly string[] {
  return messages([
    [!manifest.name.startsWith('@hostwright/'), 'its name is not in the scope @hostwright'],
    [(manifest.description ?? '') === '', 'has no description'],
    [manifest.license !== 'Apache-2.0', 'license is not Apache-2.0'],
    [manifest.type !== 'module', 'type is not module'],
    [manifest.sideEffects !== false, 'sideEffects is not false'],
    [manifest.engines?.node !== '>=24', 'engines.node is not >=24'],
    [manifest.repository?.directory !== folder, `repository.directory is not ${folder}`],
    [!(manifest.files ?? []).includes('dist'), 'files does not list dist'],
    [(manifest.files ?? []).some((file) => file.startsWith('src')), 'files lists sources: only dist is published'],
    [manifest.main !== undefined, 'has main: exports is enough'],
    [manifest.exports === undefined, 'has no exports'],
    [(tree.get(`${folder}/README.md`)?.trim() ?? '') === '', 'has no README.md'],
  ]);
}

function exportProblems({ manifest }: WorkspacePackage): readonly string[] {
  const entries = Object.entries(manifest.exports ?? {}).filter(([path]) => path !== './package.json' && !path.startsWith('./schemas/'));
  const published = manifest.publishConfig?.exports ?? withoutSources(manifest.exports ?? {});
  return [
    ...messages([
      [entries.length === 0 && manifest.bin === undefined, 'exports nothing and has no bin'],
      [
        JSON.stringify(published) !== JSON.stringify(withoutSources(manifest.exports ?? {})),
        `publishConfig.exports differs from exports without ${SOURCE_CONDITION}`,
      ],
      [
        manifest.publishConfig?.exports === undefined &&
          entries.some(([, entry]) => typeof entry === 'object' && SOURCE_CONDITION in entry),
        `publishConfig.exports is missing: ${SOURCE_CONDITION} would be published`,
      ],
    ]),
    ...entries.flatMap(([path, entry]) => entryProblems(path, entry)),
  ];
}

function entryProblems(path: string, entry: Exports[string]): readonly string[] {
  if (typeof entry === 'string') return [`exports["${path}"] has no types`];
  return messages([
    [
      Object.keys(entry).join() !== `${SOURCE_CONDITION},types,default`,
      `exports["${path}"] is not { ${SOURCE_CONDITION}, types, default } in that order`,
    ],
    [entry['types']?.endsWith('.d.ts') !== true, `exports["${path}"] has no types`],
  ]);
}

/** Backstage's idea: the role decides what may be read from the package before it is loaded. */
function pluginProblems({ folder, manifest }: WorkspacePackage): readonly string[] {
  if (!folder.startsWith('plugins/')) return [];
  const id = folder.slice('plugins/'.length);
  const field = manifest.hostwright;
  return messages([
    [manifest.name !== `@hostwright/provider-${id}`, `its name is not @hostwright/provider-${id}`],
    [field?.role !== 'provider', 'hostwright.role is not provider'],
    [field?.providerId !== id, `hostwright.providerId is not ${id}`],
    [(field?.spec ?? '') === '', 'hostwright.spec is missing'],
    [manifest.peerDependencies?.['@hostwright/core'] === undefined, '@hostwright/core is not a peer dependency'],
    [manifest.dependencies?.['@hostwright/core'] !== undefined, '@hostwright/core is a dependency: make it a peer dependency only'],
  ]);
}

function withoutSources(exports: Exports): Exports {
  return Object.fromEntries(
    Object.entries(exports).map(([path, entry]) => [
      path,
      typeof entry === 'string' ? entry : Object.fromEntries(Object.entries(entry).filter(([condition]) => condition !== SOURCE_CONDITION)),
    ]),
  );
}

function messages(problems: readonly (readonly [wrong: boolean, message: string])[]): readonly string[] {
  return problems.filter(([wrong]) => wrong).map(([, message]) => message);
}
