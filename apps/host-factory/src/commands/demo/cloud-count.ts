import { DatabaseSync } from 'node:sqlite';

/** What the cloud itself says, read from its file without asking the engine. */
export interface CloudCount {
  /** Machines ever launched. */
  readonly launched: number;
  /** Machines that have not ended. */
  readonly alive: number;
}

/** Counts the mock cloud's machines. */
export function countCloud(cloudFile: string): CloudCount {
  const cloud = new DatabaseSync(cloudFile, { readOnly: true, timeout: 5_000 });
  try {
    const row = cloud
      .prepare("SELECT count(*) AS launched, count(*) FILTER (WHERE state <> 'terminated') AS alive FROM machines_now")
      .get();
    return { launched: Number(row?.['launched']), alive: Number(row?.['alive']) };
  } finally {
    cloud.close();
  }
}
