import { existsSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { isStoreError, type StoreErrorKind } from '@hostwright/core';
import { openSiteStore } from '@hostwright/service';
import { readDeploymentRecord, RECORD_FILE_NAME, STORE_FILE_NAME } from '@hostwright/service/configuration';
import { shellWord } from '../../../scripts/shell-quote.js';
import { type Patient, storeCheck } from '../check.js';
import { type Answer, ok, wrong } from '../finding.js';
import { whyNotWritable } from '../look/blocked.js';
import { because, edit, hostFactory } from '../mend.js';

/** The store opens, and belongs to this configuration. Changes nothing. */
export const store = storeCheck('store', 'the store: there, readable, of this deployment, and not lost', async (patient) => {
  const { site, configuration } = patient;
  const file = join(site.workDirectory, STORE_FILE_NAME);
  if (isNothing(file)) return [missing(file, patient)];
  try {
    const opened = await openSiteStore(configuration, { readOnly: true });
    try {
      const { deploymentId, incarnation } = await opened.read((tx) => tx.deployment());
      return [ok(`${file}, deployment ${deploymentId}, incarnation ${incarnation}`)];
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (!isStoreError(error)) throw error;
    return [wrong(error.message, MENDS[error.kind](patient))];
  }
});

/** Missing, or cut to nothing. With a log beside it, opening it tells more. */
function isNothing(file: string): boolean {
  const look = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });
  // A pipe has no size either.
  if (look(file)?.isFile() === false) return false;
  return (look(file)?.size ?? 0) + (look(`${file}-wal`)?.size ?? 0) === 0;
}

/** What mends a store that refuses. */
const MENDS: Readonly<{ [Kind in StoreErrorKind]: (patient: Patient) => string }> = {
  busy: (patient) => hostFactory(patient, 'agent', 'status'),
  claimed: (patient) => because(hostFactory(patient, 'store', 'claim'), 'shows which host works on it; --take-over takes the work over'),
  conflict: (patient) => hostFactory(patient, 'doctor'),
  full: ({ site }) => because(`df -h ${shellWord(site.workDirectory)}`, 'free space there'),
  'read-only': mendReadOnly,
  corrupt: mendCorrupt,
  'newer-schema': () => 'npm install -g @hostwright/host-factory@latest',
  'unsupported-file-system': ({ site }) => edit(site.configurationFile ?? site.directory, 'set workDirectory to a local disk'),
  unavailable: mendUnavailable,
};

/** What stands in its place makes room; else two files disagree about whose it is. */
function mendUnavailable(patient: Patient): string {
  const file = join(patient.site.workDirectory, STORE_FILE_NAME);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    return because(`mv ${shellWord(file)} ${shellWord(`${file}.old`)}`, `makes room; then ${hostFactory(patient, 'store', 'rebuild')}`);
  return because(hostFactory(patient, 'config', 'show', '--origin'), 'workDirectory and deployment.json must speak of one deployment');
}

/** The folder, else the files in it: what may not be written decides what mends it. */
function mendReadOnly({ site, system }: Patient): string {
  const blocked = whyNotWritable(site.workDirectory, system);
  if (blocked !== undefined) return blocked.mend;
  const file = shellWord(join(site.workDirectory, STORE_FILE_NAME));
  const mine = statSync(join(site.workDirectory, STORE_FILE_NAME)).uid === process.geteuid?.();
  return mine ? `chmod u+rw ${file}*` : `sudo chown "$(id -un)" ${file}*`;
}

function mendCorrupt(patient: Patient): string {
  return because(hostFactory(patient, 'store', 'rebuild'), `or, with a backup: ${hostFactory(patient, 'store', 'restore', 'BACKUP')}`);
}

function missing(file: string, patient: Patient): Answer {
  const { site } = patient;
  if (!wasThere(patient)) return ok(`${file} will be made by the first call`);
  return wrong(
    `${file} is ${existsSync(file) ? 'empty' : 'gone'}, and ${join(site.directory, RECORD_FILE_NAME)} says that there was one: what runs in the clouds is not known here any more`,
    because(
      hostFactory(patient, 'store', 'rebuild'),
      `adopts it; or, with a backup: ${hostFactory(patient, 'store', 'restore', 'BACKUP')}`,
    ),
  );
}

/** A new deployment has a record and no store either, but the record knows of none, and nothing has been logged yet. */
function wasThere({ site }: Patient): boolean {
  if (readDeploymentRecord(site.directory)?.storeIncarnation !== undefined) return true;
  const traces = [...filesIn(site.workDirectory), ...filesIn(site.logDirectory)];
  return traces.some((name) => /^(?:agent|calls)\.(?:log|json)|^hostwright\.db-/.test(name));
}

function filesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
