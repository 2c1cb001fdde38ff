import { productPackages, type WorkspacePackage } from '../packages.js';
import type { Tree } from '../tree.js';
import { type Bump, type Changeset, readChangesets, waitingBumps } from './read-changesets.js';

const CORE = '@hostwright/core';
const COMMAND_LINE = '@hostwright/host-factory';

/** What is wrong with the changesets that wait: .changeset/README.md has the rules. */
export function changesetViolations(tree: Tree): readonly string[] {
  const packages = productPackages(tree).filter(({ manifest }) => manifest.private !== true);
  const changesets = readChangesets(tree);
  const bumps = waitingBumps(changesets);
  return [
    ...changesets.flatMap((changeset) => fileProblems(changeset, packages)),
    ...bundleProblems(packages, bumps),
    ...peerProblems(packages, bumps),
  ];
}

function fileProblems({ path, releases, text }: Changeset, packages: readonly WorkspacePackage[]): readonly string[] {
  const problems = [...releases].flatMap(([name, bump]) => {
    const version = packages.find(({ manifest }) => manifest.name === name)?.manifest.version;
    if (version === undefined) return [`names ${name}, which is no package that is published`];
    if (!/^(?:patch|minor|major)$/.test(bump)) return [`says ${bump} for ${name}: patch, minor or major`];
    if (bump === 'major' && isBelowOne(version) && name !== CORE) return [`says major for ${name}: below 1.0 a breaking change is minor`];
    return [];
  });
  const empty = releases.size > 0 && text === '' ? ['has no sentence for the users'] : [];
  return [...problems, ...empty].map((problem) => `${path} ${problem}`);
}

/** What the command line bundles reaches its users by a release of the command line alone. */
function bundleProblems(packages: readonly WorkspacePackage[], bumps: ReadonlyMap<string, Bump>): readonly string[] {
  if (bumps.has(COMMAND_LINE)) return [];
  const manifest = packages.find((each) => each.manifest.name === COMMAND_LINE)?.manifest;
  const bundled = new Set([CORE, ...Object.keys(manifest?.devDependencies ?? {})]);
  const changed = [...bumps.keys()].filter((name) => bundled.has(name));
  return changed.map((name) => `.changeset: ${name} changes and ${COMMAND_LINE}, which bundles it, is named nowhere: name it too`);
}

/** A plugin that follows core out of its peer range breaks for whoever keeps the old core. */
function peerProblems(packages: readonly WorkspacePackage[], bumps: ReadonlyMap<string, Bump>): readonly string[] {
  if (bumps.get(CORE) !== 'major') return [];
  return packages.flatMap(({ manifest: { name, version = '', peerDependencies } }) => {
    const wanted: Bump = isBelowOne(version) ? 'minor' : 'major';
    if (peerDependencies?.[CORE] === undefined || bumps.get(name) === wanted) return [];
    return [`.changeset: ${CORE} leaves the peer range of ${name}: name ${name} as ${wanted}`];
  });
}

function isBelowOne(version: string): boolean {
  return version.startsWith('0.');
}
