import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '');

/** What the tests read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly hostwright?: { readonly role?: string };
}

/** A package of the workspace that is meant for the registry. */
export interface PublishablePackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package that is meant for the registry, in the order of their names. */
export function publishablePackages(root = ROOT): readonly PublishablePackage[] {
  return ['packages', 'plugins', 'apps']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
    .flatMap((folder) => {
      const manifest = readManifest(folder);
      return manifest === undefined || manifest.private === true ? [] : [{ folder, manifest }];
    })
    .toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    // A folder that a branch switch left behind.
    return undefined;
  }
}

/** PATH without the workspace's own commands, which nobody else has, and with the Node that runs us first. */
export function outsidePath(nodeFolder: string, path = process.env['PATH'] ?? ''): string {
  const outside = path.split(delimiter).filter((entry) => entry !== ROOT && !entry.startsWith(`${ROOT}/`));
  return [nodeFolder, ...outside].join(delimiter);
}

/** PATH with the workspace's own commands first. */
export function insidePath(): string {
  return [join(ROOT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
}
