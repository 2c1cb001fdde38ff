import { type ForeignState, ForeignStateError } from './foreign-state.js';
import { readOrbDatabase } from './orb-database.js';
import { isOrbState, readOrbState } from './orb-state.js';
import { readStateFile, type StateFile } from './read-state-file.js';
import { isVendorState, readVendorState } from './vendor-state.js';

/** Reads a state file in this process, by its contents: names are the site's own affair. */
export async function readStateHere(file: string): Promise<ForeignState> {
  const read = await readStateFile(file);
  const { writtenAtMs } = read;
  if (read.kind === 'sqlite') return { ...readOrbState(file, readOrbDatabase(file), writtenAtMs), writtenAtMs };
  const value = parsed(file, read);
  if (isVendorState(value)) return { ...readVendorState(value, writtenAtMs), writtenAtMs };
  if (isOrbState(value)) return { ...readOrbState(file, value, writtenAtMs), writtenAtMs };
  throw new ForeignStateError(
    `${file} is JSON, but neither the state of the vendor's plugin (a list "requests") nor of Open Resource Broker (objects "requests" and "machines"). Name the plugin's <PROVIDER_NAME>-db.json, or ORB's request_database.json.`,
  );
}

function parsed(file: string, { text }: Extract<StateFile, { kind: 'text' }>): unknown {
  if (text.trim() === '')
    throw new ForeignStateError(`${file} is empty. Name a backup of it, which lies beside it: ${file}.bkp, or the newest in backups/.`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = /at position \d+(?: \(line \d+ column \d+\))?/.exec(cause instanceof Error ? cause.message : '')?.[0];
    const place = where === undefined ? '' : ` (${where})`;
    throw new ForeignStateError(
      `${file} is damaged: it is no JSON${place}. Name a backup of it, which lies beside it: ${file}.bkp, or the newest in backups/.`,
      { cause },
    );
  }
}
