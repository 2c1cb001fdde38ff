import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildChild } from '../testing/build-child.js';
import { runChild } from '../testing/run-child.js';
import { sharedFolder, temporaryFolders } from '../testing/temporary-folder.js';
import { openSqliteStore } from './open.js';

const ROUNDS = 8;
const WRITERS = 3;
/** A writer is killed within so many milliseconds after a line that is chosen by chance. */
const MOST_LINES = 12;
const MOST_DELAY_MS = 12;

interface Acknowledged {
  readonly requestId: string;
  readonly sequence: number;
}

describe('a process that is killed in the middle', { tags: ['store.durable', 'real'] }, () => {
  const build = sharedFolder();
  const folder = temporaryFolders();
  let program = '';
  beforeAll(async () => {
    program = await buildChild(build);
  });

  async function writeUntilKilled(file: string, name: string): Promise<readonly Acknowledged[]> {
    const line = 1 + Math.floor(Math.random() * MOST_LINES);
    let seen = 0;
    const killSoon = async (child: ChildProcess) => {
      await sleep(Math.random() * MOST_DELAY_MS);
      child.kill('SIGKILL');
    };
    const onLine = (_line: unknown, child: ChildProcess) => {
      seen += 1;
      if (seen === line) void killSoon(child);
    };
    const { signal, lines, errors } = await runChild({ do: 'commit-for-ever', file, name }, { program, onLine });
    expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' });
    return lines as readonly Acknowledged[];
  }

  it('leaves everything that it acknowledged, and nothing half done', { timeout: 600_000, tags: ['fault.row-08'] }, async () => {
    const file = join(folder(), 'store.db');
    const acknowledged: Acknowledged[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const names = Array.from({ length: WRITERS }, (_, index) => `r${round}w${index}`);
      acknowledged.push(...(await Promise.all(names.map((name) => writeUntilKilled(file, name)))).flat());
      // The log of the killed ones is there: what they acknowledged last is in no other place.
      expect(existsSync(`${file}-wal`)).toBe(true);
      await expectWhole(file, acknowledged);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * WRITERS);
  });

  it('while it makes the store leaves something that the next one completes', { timeout: 60_000 }, async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const file = join(folder(), 'store.db');
      const onStart = (child: ChildProcess) => void killWhenCreated(child, file);
      await runChild({ do: 'commit-for-ever', file, name: 'maker' }, { program, onStart });
      const store = await openSqliteStore({ file });
      const requests = await store.read(async (tx) => {
        expect((await tx.deployment()).deploymentId).toMatch(/^[0-9a-f]{32}$/);
        return (await tx.requests({})).length;
      });
      expect(requests).toBeGreaterThanOrEqual(0);
      await store.close();
    }
  });
});

/** Looks for the file all the time, and kills within a moment of its making. */
async function killWhenCreated(child: ChildProcess, file: string): Promise<void> {
  while (child.exitCode === null && !existsSync(file)) await sleep(1);
  await sleep(Math.random() * 4);
  child.kill('SIGKILL');
}

async function expectWhole(file: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const store = await openSqliteStore({ file });
  await store.read(async (tx) => {
    const stored = new Set((await tx.requests({})).map(({ requestId }) => requestId));
    expect(acknowledged.filter(({ requestId }) => !stored.has(requestId))).toEqual([]);
    for (const { requestId, sequence } of acknowledged.slice(-20)) {
      expect((await tx.intents({ requestId })).map((intent) => intent.sequence)).toEqual([sequence]);
    }
    // Also for what was committed and not acknowledged any more: all of a transaction or nothing.
    expect((await tx.deployment()).lastSequence).toBe(stored.size);
    expect(await tx.intents({})).toHaveLength(stored.size);
    expect(await tx.machines({})).toHaveLength(stored.size * 3);
    expect(await tx.events(0, 1_000_000)).toHaveLength(stored.size);
  });
  await store.close();
  const database = new DatabaseSync(file);
  expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  database.close();
}
