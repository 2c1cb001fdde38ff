import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isStoreError } from '@hostwright/core';
import { STORE_FILE_NAME } from '@hostwright/service/configuration';
import { SCHEMA_VERSION } from '@hostwright/store';
import { type Damage, type StoreInfo, storeInfo, verifyStore } from '@hostwright/store/maintenance';
import { isoTime, plural } from '../../../cli/format.js';
import { type Place, workCheck } from '../check.js';
import { type Answer, note, ok, wrong } from '../finding.js';
import { because, hostFactory } from '../mend.js';

const MIB = 1024 * 1024;
/** A larger one is not read as a whole for a look. */
const VERIFIED_UP_TO = 64 * MIB;
const LARGE_LOG = 256 * MIB;
const MANY_EVENTS = 10_000_000;

/** What is in the store is as it was written; its size and age. */
export const storeHealth = workCheck('store-health', 'the content of the store: damage, size, schema, age', async (place) => {
  const file = join(place.site.workDirectory, STORE_FILE_NAME);
  // One that is empty is as good as none: the store's own check tells of it.
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return [ok('there is none yet')];
  try {
    const info = storeInfo({ file });
    return [...describe(info, place), ...largeLog(file, place), ...(await damages(info, place))];
  } catch (error) {
    if (!isStoreError(error)) throw error;
    return [wrong(`it cannot be looked into: ${error.message}`, because(hostFactory(place, 'store', 'verify'), 'names what is damaged'))];
  }
});

function describe(info: StoreInfo, place: Place): readonly Answer[] {
  const answers: Answer[] = [
    ok(
      `${(info.bytes / MIB).toFixed(1)} MiB, schema ${info.schemaVersion}, ${plural(info.openRequests, 'open request')}, ${plural(info.liveMachines, 'live machine')}`,
    ),
  ];
  if (info.schemaVersion < SCHEMA_VERSION) {
    answers.push(
      note(
        `its schema ${info.schemaVersion} is brought to ${SCHEMA_VERSION} by the next call that writes; an older program cannot use it then`,
        because(hostFactory(place, 'store', 'backup', 'before-upgrade.db'), 'first'),
      ),
    );
  }
  if (info.lostIncarnation !== undefined) {
    answers.push(
      wrong(
        `it was made in place of one that was lost (incarnation ${info.lostIncarnation}): what that one had launched is not known here`,
        because(
          hostFactory(place, 'store', 'rebuild'),
          `adopts it; or, with a backup: ${hostFactory(place, 'store', 'restore', 'BACKUP')}`,
        ),
      ),
    );
  }
  if (info.restored !== undefined) {
    answers.push(
      ok(`restored at ${isoTime(info.restored.restoredAtMs)} from a backup of ${isoTime(info.restored.backupMadeAtMs) || 'unknown age'}`),
    );
  }
  if (info.events > MANY_EVENTS)
    answers.push(note(`${info.events} events are kept, and none is ever deleted`, hostFactory(place, 'store', 'info')));
  return answers;
}

/** A reader that never ends keeps the log from being taken over into the file. */
function largeLog(file: string, place: Place): readonly Answer[] {
  const bytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes < LARGE_LOG) return [];
  return [
    note(
      `its write-ahead log has ${Math.round(bytes / MIB)} MiB: a process that reads keeps it from shrinking`,
      because(hostFactory(place, 'agent', 'stop'), 'and end what else reads the file'),
    ),
  ];
}

/** Only a backup has the hashes as they were. */
function mendOf(found: readonly Damage[], place: Place): string {
  return found.every(({ kind }) => kind === 'link')
    ? hostFactory(place, 'store', 'restore', 'BACKUP')
    : hostFactory(place, 'store', 'rebuild');
}

async function damages({ bytes, file }: StoreInfo, place: Place): Promise<readonly Answer[]> {
  if (bytes > VERIFIED_UP_TO) return [ok(`too large to be verified in passing: ${hostFactory(place, 'store', 'verify')}`)];
  const verdict = await verifyStore({ file });
  const [first, ...others] = verdict.damages;
  if (first === undefined)
    return [ok(`${plural(verdict.rows, 'row')} and ${plural(verdict.sealed, 'linked event')} are as they were written`)];
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return [
    wrong(
      `damaged: ${first.where}: ${first.what}${more}`,
      because(hostFactory(place, 'store', 'verify'), `names all of it; then: ${mendOf(verdict.damages, place)}`),
    ),
  ];
}
