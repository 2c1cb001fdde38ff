import { DatabaseSync } from 'node:sqlite';

/** Asks the mock cloud itself, not Hostwright, how many machines live in it. */
export function countLiveMachines(cloudFile: string): number {
  return count(cloudFile, "SELECT count(*) AS machines FROM machines_now WHERE state <> 'terminated'");
}

/** How many machines ever were in it. */
export function countLaunchedMachines(cloudFile: string): number {
  return count(cloudFile, 'SELECT count(*) AS machines FROM machines_now');
}

function count(cloudFile: string, query: string): number {
  const cloud = new DatabaseSync(cloudFile, { readOnly: true, timeout: 60_000 });
  try {
    return Number(cloud.prepare(query).get()?.['machines']);
  } finally {
    cloud.close();
  }
}
