import { statSync } from 'node:fs';
import type { AgentBuild } from './pointer.js';

/** What a program knows of itself. */
export interface BuildInput {
  /** The file that Node was started with. */
  readonly programPath: string;
  readonly version: string;
  /** Newest store schema that it knows. */
  readonly schemaVersion: number;
}

/** Describes the program that runs, by its version and by when its file was written. */
export function describeBuild(input: BuildInput): AgentBuild {
  return { ...input, builtAtMs: writtenAtMs(input.programPath) ?? 0 };
}

/** Whether the program file is another one by now. One that is missing is taken for one that is being replaced: not yet. */
export function wasReplaced(build: AgentBuild): boolean {
  const now = writtenAtMs(build.programPath);
  return now !== undefined && now !== build.builtAtMs;
}

/** Whether `mine` should take the place of `running`. Never both ways, so that two installations do not replace each other in turn. */
export function isNewerBuild(mine: AgentBuild, running: AgentBuild): boolean {
  if (mine.schemaVersion !== running.schemaVersion) return mine.schemaVersion > running.schemaVersion;
  const versions = compareVersions(mine.version, running.version);
  return versions === 0 ? mine.builtAtMs > running.builtAtMs : versions > 0;
}

/** Compares numbers part by part; a preview, `1.2.0-rc.1`, is older than its release. No collator: its first use costs milliseconds. */
function compareVersions(a: string, b: string): number {
  const [releaseA, previewA] = split(a);
  const [releaseB, previewB] = split(b);
  const releases = compareParts(releaseA, releaseB);
  if (releases !== 0 || previewA === previewB) return releases;
  if (previewA === undefined || previewB === undefined) return previewA === undefined ? 1 : -1;
  return compareParts(previewA, previewB);
}

function compareParts(a: string, b: string): number {
  const partsA = a.split('.');
  const partsB = b.split('.');
  for (let index = 0; index < Math.max(partsA.length, partsB.length); index += 1) {
    const order = comparePart(partsA[index] ?? '0', partsB[index] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  if (a === b) return 0;
  return a > b ? 1 : -1;
}

function split(version: string): readonly [string, string | undefined] {
  const hyphen = version.indexOf('-');
  return hyphen < 0 ? [version, undefined] : [version.slice(0, hyphen), version.slice(hyphen + 1)];
}

function writtenAtMs(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : Math.trunc(stats.mtimeMs);
}
