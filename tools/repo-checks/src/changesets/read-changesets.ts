import type { Tree } from '../tree.js';

/** How far a changeset raises a package. */
export type Bump = 'patch' | 'minor' | 'major';

/** One file of .changeset/ that waits for the next release. */
export interface Changeset {
  readonly path: string;
  readonly releases: ReadonlyMap<string, string>;
  readonly text: string;
}

/** The changesets that wait. One without front matter releases nothing. */
export function readChangesets(tree: Tree): readonly Changeset[] {
  return [...tree].flatMap(([path, content]) => {
    if (!/^\.changeset\/[^/]+\.md$/.test(path) || path === '.changeset/README.md') return [];
    const match = /^---\n([\s\S]*?)\n?---\n([\s\S]*)$/.exec(content);
    const lines = [...(match?.[1] ?? '').matchAll(/^['"]?([^'":]+)['"]?: *(\S+)$/gm)];
    return [{ path, releases: new Map(lines.map(([, name = '', bump = '']) => [name, bump])), text: (match?.[2] ?? '').trim() }];
  });
}

const ORDER: readonly string[] = ['patch', 'minor', 'major'];

/** The highest bump that waits for each package. */
export function waitingBumps(changesets: readonly Changeset[]): ReadonlyMap<string, Bump> {
  const bumps = new Map<string, Bump>();
  for (const [name, bump] of changesets.flatMap(({ releases }) => [...releases])) {
    if (ORDER.indexOf(bump) > ORDER.indexOf(bumps.get(name) ?? '')) bumps.set(name, bump as Bump);
  }
  return bumps;
}
