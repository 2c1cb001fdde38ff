import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCommands, isStoreError, type Store } from '@hostwright/core';
import { HistoryChecker, type Fact } from '@hostwright/history';
import { openSqliteStore } from '@hostwright/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Choices } from './world/random.js';
import { templatesFor } from './world/site-settings.js';
import { requestFact } from './world/watch-saves.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-simulation-'));
  file = join(folder, 'hostwright.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Callers over a real file, and the checker that knows what they were told. */
class RealSite {
  readonly checker = new HistoryChecker();
  readonly requestIds: string[] = [];

  constructor(readonly store: Store) {
    this.checker.note({ kind: 'world', atMs: 0, deploymentId: 'real' });
  }

  async ask(): Promise<void> {
    const callId = `call-${this.requestIds.length}`;
    const commands = createCommands({ store: this.store, templates: templatesFor('mock-1') });
    const { requestId } = await commands.requestMachines({ callId, templateId: 'plain', units: 1 });
    await this.store.read(async (tx) => {
      const request = await tx.request(requestId);
      if (request !== undefined) this.checker.note(requestFact(request, Date.now()));
    });
    this.checker.note({ kind: 'acknowledged', atMs: Date.now(), callId, requestId });
    this.requestIds.push(requestId);
  }

  /** What a power cut may take: in order, from the end. */
  async forgettable(): Promise<void> {
    await createCommands({ store: this.store, templates: [] }).markPolled({ requestIds: this.requestIds.slice(-1) });
  }

  /** Compares what callers were told with what another file holds. */
  async judge(copy: string): Promise<HistoryChecker> {
    const store = await openSqliteStore({ file: copy });
    const requests = await store.read((tx) => tx.requests({}));
    await store.close();
    const holds: Fact = { kind: 'store-holds', atMs: Date.now(), requestIds: requests.map((request) => request.requestId) };
    this.checker.note(holds);
    return this.checker;
  }
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('a power cut on a real file', { tags: ['store.power-cut', 'real'] }, () => {
  it.each(SEEDS)('takes nothing that was acknowledged, wherever it cuts what was not synced: seed %i', async (seed) => {
    const choices = new Choices(seed, 'power cut');
    const store = await openSqliteStore({ file });
    const site = new RealSite(store);
    for (let asked = choices.between(1, 6); asked > 0; asked -= 1) await site.ask();
    const log = `${file}-wal`;
    const synced = statSync(log).size;
    await site.forgettable();
    const copy = join(folder, 'after.db');
    copyFileSync(file, copy);
    copyFileSync(log, `${copy}-wal`);
    truncateSync(`${copy}-wal`, choices.between(synced, statSync(log).size));
    const { violations } = await site.judge(copy);
    expect(violations).toEqual([]);
    await store.close();
  });

  it('that took a synced page would be noticed', async () => {
    const store = await openSqliteStore({ file });
    const site = new RealSite(store);
    await site.ask();
    const before = statSync(`${file}-wal`).size;
    await site.ask();
    const copy = join(folder, 'after.db');
    copyFileSync(file, copy);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    truncateSync(`${copy}-wal`, before);
    const { violations } = await site.judge(copy);
    expect(violations.map((violation) => violation.invariant)).toEqual(['I3']);
    await store.close();
  });
});

describe('a corrupt file', { tags: ['recovery.verify', 'real'] }, () => {
  it.each(SEEDS)('is refused, or holds all that was acknowledged: seed %i', async (seed) => {
    const choices = new Choices(seed, 'corruption');
    const store = await openSqliteStore({ file });
    const site = new RealSite(store);
    for (let asked = 5; asked > 0; asked -= 1) await site.ask();
    await store.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    const bytes = readFileSync(file);
    const start = choices.between(0, bytes.length - 600);
    for (let index = start; index < start + 512; index += 1) bytes[index] = choices.between(0, 255);
    writeFileSync(file, bytes);
    // Whatever is not refused by name must be whole.
    const verdict = await site.judge(file).then(
      (checker) => checker.violations,
      (error: unknown) => (isStoreError(error) ? [] : [error]),
    );
    expect(verdict).toEqual([]);
  });
});
