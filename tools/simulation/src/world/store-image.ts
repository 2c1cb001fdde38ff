import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '@hostwright/store';
import { Choices } from './random.js';

let empty: Uint8Array | undefined;

/** Id of the deployment of every history. */
export const DEPLOYMENT_ID = '00112233445566778899aabbccddeeff';

/** A database in memory that holds this image; without one, a new and empty store. */
export async function openImage(image?: Uint8Array): Promise<DatabaseSync> {
  const database = new DatabaseSync(':memory:');
  database.deserialize(image ?? (empty ??= await makeEmpty()));
  return database;
}

/** Made once by the store itself, and copied for each history. */
async function makeEmpty(): Promise<Uint8Array> {
  const database = new DatabaseSync(':memory:');
  const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
  await openSqliteStore({ database, clock, random: new Choices(1, 'store'), deploymentId: DEPLOYMENT_ID });
  const image = database.serialize();
  database.close();
  return image;
}
