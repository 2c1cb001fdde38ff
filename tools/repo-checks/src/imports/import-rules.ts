import { posix } from 'node:path';
import { type Manifest, productPackages, runTimeDependencies } from '../packages.js';
import { isTest, productSources, type Tree } from '../tree.js';
import { type ImportOf, parseImports } from './parse-imports.js';

/** Where a product file lives. */
interface Place {
  readonly kind: 'packages' | 'plugins' | 'apps';
  readonly folder: string;
  readonly test: boolean;
}

/** What each layer of core may use of core. */
const CORE_LAYERS: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  provider: ['provider', 'domain'],
  ports: ['ports', 'provider', 'domain'],
  plugins: ['plugins', 'ports', 'provider', 'domain'],
  engine: ['engine', 'ports', 'provider', 'domain'],
};

/** Every import that the design forbids, as `file:line message`. */
export function importViolations(tree: Tree): readonly string[] {
  const manifests = new Map(productPackages(tree).map(({ folder, manifest }) => [folder, manifest]));
  return productSources(tree).flatMap(([path, text]) =>
    parseImports(path, text).flatMap((found) => {
      const message = violation(path, found, manifests);
      return message === undefined ? [] : [`${path}:${found.line} ${message}`];
    }),
  );
}

function violation(path: string, found: ImportOf, manifests: ReadonlyMap<string, Manifest>): string | undefined {
  const place = placeOf(path);
  if (found.specifier.startsWith('.')) return relativeViolation(path, found, place, manifests);
  if (found.specifier.startsWith('node:')) return undefined;
  if (found.specifier.startsWith('@hostwright/')) return oursViolation(found, place, manifests.get(place.folder)?.name);
  return externalViolation(found, place, manifests.get(place.folder));
}

function placeOf(path: string): Place {
  const [kind, name] = path.split('/') as [Place['kind'], string];
  return { kind, folder: `${kind}/${name}`, test: isTest(path) };
}

function relativeViolation(path: string, found: ImportOf, place: Place, manifests: ReadonlyMap<string, Manifest>): string | undefined {
  const target = posix.join(posix.dirname(path), found.specifier);
  if (!target.startsWith(`${place.folder}/`)) {
    const folder = target.split('/').slice(0, 2).join('/');
    const name = manifests.get(folder)?.name;
    return `reaches into ${folder}: import from ${name === undefined ? 'a package by its name' : `'${name}'`} instead`;
  }
  return place.folder === 'packages/core' && !place.test ? layerViolation(path, target, found) : undefined;
}

function layerViolation(path: string, target: string, found: ImportOf): string | undefined {
  const from = coreLayer(path);
  const to = coreLayer(target);
  if (from === undefined) return undefined;
  const allowed = CORE_LAYERS[from];
  if (allowed === undefined) return `core/${from} is no layer that the import rules know: add it to CORE_LAYERS`;
  const list = allowed.map((layer) => `core/${layer}`).join(', ');
  if (to === undefined || !allowed.includes(to)) {
    return `core/${from} imports ${to === undefined ? "core's index" : `core/${to}`}: it may import from ${list} only`;
  }
  if (from === 'ports' && to === 'provider' && !found.typeOnly)
    return 'core/ports imports code of core/provider: import types only (import type)';
  return undefined;
}

function coreLayer(path: string): string | undefined {
  const rest = path.slice('packages/core/src/'.length).split('/');
  return rest.length > 1 ? rest[0] : undefined;
}

function oursViolation(found: ImportOf, place: Place, self: string | undefined): string | undefined {
  const { specifier } = found;
  const name = specifier.split('/', 2).join('/');
  if (name === self) return `imports its own package '${specifier}': use a relative path`;
  if (place.folder === 'packages/core') {
    return `core imports '${specifier}': core uses nothing of ours; what it needs from outside is a port in core/ports`;
  }
  if (place.kind === 'plugins') return pluginViolation(found, name, place);
  if (name === '@hostwright/host-factory' || name === '@hostwright/api') return `imports the app '${name}': apps are not libraries`;
  if (isPlugin(name) && !place.test) {
    return place.kind === 'apps'
      ? `imports the plugin '${name}': name it in dependencies of package.json, discovery loads it`
      : `imports the plugin '${name}': import from '@hostwright/core/provider'; plugins are loaded by discovery`;
  }
  return undefined;
}

/** The kit that judges a plugin is no part of it: its types describe what it is judged by. What tests share is for tests. */
function pluginViolation({ specifier, typeOnly }: ImportOf, name: string, place: Place): string | undefined {
  if (specifier === '@hostwright/core/provider') return undefined;
  if ((place.test || typeOnly) && name === '@hostwright/provider-conformance') return undefined;
  if (place.test && name === '@hostwright/plugin-testing') return undefined;
  if (isPlugin(name)) return `imports another plugin '${name}': what both need belongs in '@hostwright/core/provider'`;
  return `a plugin imports '${specifier}': import from '@hostwright/core/provider' instead`;
}

function isPlugin(name: string): boolean {
  return name.startsWith('@hostwright/provider-') && name !== '@hostwright/provider-conformance';
}

/** A library's users install its dependencies only; an app bundles, so any declared name will do. */
function externalViolation(found: ImportOf, place: Place, manifest: Manifest | undefined): string | undefined {
  if (manifest === undefined) return undefined;
  const name = packageName(found.specifier);
  const installed = runTimeDependencies(manifest);
  const declared = [...installed, ...Object.keys(manifest.devDependencies ?? {})];
  const wanted = place.test || place.kind === 'apps' || found.typeOnly ? declared : installed;
  if (wanted.includes(name) || wanted.includes(`@types/${name}`)) return undefined;
  return `imports '${found.specifier}': name it in dependencies of ${place.folder}/package.json`;
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
