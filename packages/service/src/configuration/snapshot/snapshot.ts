import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '@hostwright/core';
import { readOwnFile } from '../../own-file.js';
import type { IgnoredKey, SiteConfiguration, TemplateFileProblem } from '../types.js';
import type { Fingerprint } from './fingerprint.js';
import { type PackedTemplates, packTemplates, unpackTemplates } from './packed-templates.js';

/** What one file with templates came to. Inline templates are those of the configuration file. */
export interface TemplateFile {
  readonly file: string;
  readonly templates: readonly Template[];
  readonly problems: readonly TemplateFileProblem[];
  readonly ignoredKeys: readonly IgnoredKey[];
}

/** The parts of a configuration that do not depend on who asks. */
export interface Snapshot {
  /** Changes with each change of this form. */
  readonly form: typeof SNAPSHOT_FORM;
  /** What was asked for; another question has another answer. */
  readonly origin: string;
  /** Something could not be read that may be readable in a moment: good as the last that was known, not as the current one. */
  readonly provisional: boolean;
  readonly fingerprint: Fingerprint;
  readonly files: readonly TemplateFile[];
  readonly rest: Omit<SiteConfiguration, 'site' | 'deploymentId' | 'templates' | 'templateProblems' | 'ignoredKeys' | 'fingerprint'> & {
    readonly ignoredKeys: readonly IgnoredKey[];
  };
}

/** The form in which a snapshot is kept. */
interface KeptSnapshot extends Omit<Snapshot, 'files'> {
  readonly files: readonly (Omit<TemplateFile, 'templates'> & { readonly templates: PackedTemplates })[];
}

/** Counted up with each change of {@link KeptSnapshot}. */
export const SNAPSHOT_FORM = 2;

/** The snapshot's file within the work directory. */
export const SNAPSHOT_FILE_NAME = 'configuration-snapshot.json';

const OWNER_ONLY_MODE = 0o600;

/** The snapshot of a work directory, whether current or not; undefined when there is none of this form. */
export function readSnapshot(workDirectory: string): Snapshot | undefined {
  try {
    const kept = JSON.parse(readOwnFile(join(workDirectory, SNAPSHOT_FILE_NAME)).text) as KeptSnapshot | null;
    if (kept?.form !== SNAPSHOT_FORM) return undefined;
    return { ...kept, files: kept.files.map((file) => ({ ...file, templates: unpackTemplates(file.templates) })) };
  } catch {
    return undefined;
  }
}

/** Writes the snapshot, whole or not at all. One that cannot be written makes the next process slow, nothing else. */
export function writeSnapshot(workDirectory: string, snapshot: Snapshot): void {
  const path = join(workDirectory, SNAPSHOT_FILE_NAME);
  const fresh = `${path}.${process.pid}`;
  const files = snapshot.files.map((file) => ({ ...file, templates: packTemplates(file.templates) }));
  const kept: KeptSnapshot = { ...snapshot, files };
  try {
    writeFileSync(fresh, JSON.stringify(kept), { mode: OWNER_ONLY_MODE });
    renameSync(fresh, path);
  } catch {
    removeQuietly(fresh);
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The work directory cannot be written: nothing was left there.
  }
}
