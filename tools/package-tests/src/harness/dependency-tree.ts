import type { Folder } from './folder.js';

interface Node {
  readonly version?: string;
  readonly problems?: readonly string[];
  readonly dependencies?: Readonly<Record<string, Node>>;
}

/** What `npm ls --all` shows. */
export interface Installed {
  /** `name@version` of everything, each once, in order. */
  readonly packages: readonly string[];
  readonly problems: readonly string[];
}

/** Asks npm what is installed in a folder. */
export async function installedIn(folder: Folder): Promise<Installed> {
  const { out } = await folder.succeed('npm', 'ls', '--all', '--json');
  const root = JSON.parse(out) as Node;
  const visit = (node: Node): readonly string[] =>
    Object.entries(node.dependencies ?? {}).flatMap(([name, child]) =>
      // npm names an optional peer that nobody installed, without a version.
      child.version === undefined ? [] : [`${name}@${child.version}`, ...visit(child)],
    );
  return { packages: [...new Set(visit(root))].toSorted(), problems: root.problems ?? [] };
}
