import type { Tree } from './tree.js';

/** What the checks read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly main?: string;
  readonly sideEffects?: boolean;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string };
  readonly repository?: { readonly directory?: string };
  readonly exports?: Exports;
  readonly publishConfig?: { readonly exports?: Exports };
  readonly hostwright?: { readonly role?: string; readonly providerId?: string; readonly spec?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

export interface WorkspacePackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Packages under packages/, plugins/, apps/. */
export function productPackages(tree: Tree): readonly WorkspacePackage[] {
  return [...tree]
    .filter(([path]) => /^(?:packages|plugins|apps)\/[^/]+\/package\.json$/.test(path))
    .map(([path, text]) => ({ folder: path.slice(0, -'/package.json'.length), manifest: JSON.parse(text) as Manifest }));
}

/** The names a package needs when it is installed, as opposed to built. */
export function runTimeDependencies(manifest: Manifest): readonly string[] {
  return [manifest.dependencies, manifest.peerDependencies, manifest.optionalDependencies].flatMap((list) => Object.keys(list ?? {}));
}
