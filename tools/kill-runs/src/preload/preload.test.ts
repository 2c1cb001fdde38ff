import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER_VARIABLE } from '../points/halt-files.js';
import { Halts } from '../run/halts.js';
import { type Programs, preparePrograms } from '../run/programs.js';
import { signalProcessOf } from '../run/processes.js';
import { readLines } from '../verdict/read-lines.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };

/** A program that knows nothing of the preload: a write to a store and one to the cloud's file, then one call through a plugin. */
const PROGRAM = `
import { DatabaseSync } from 'node:sqlite';
const [store, plugin, beside] = process.argv.slice(2);
const database = new DatabaseSync(store);
database.exec('create table if not exists notes (key text, value text)');
database.exec('begin immediate');
database.prepare('insert into "notes" ("key", "value") values (?, ?)').run('a', '1');
database.exec('commit');
const cloud = new DatabaseSync(store.replace('hostwright.db', 'mock-cloud.db'));
cloud.exec('create table machines (id text)');
for (const sql of ['begin immediate', 'insert into machines (id) values (:id)', 'commit']) {
  cloud.prepare(sql).run(...(sql.startsWith('insert') ? [{ id: 'i-1' }] : []));
}
const { default: definition } = await import(plugin);
if (beside === 'beside') {
  database.prepare('begin immediate').run();
  setTimeout(() => database.prepare('rollback').run(), 500);
}
const provider = definition.create({}, { call: (facts, run) => run(), connection: 'cloud' });
await provider.launch();
`;
const PLUGIN = `export default {
  create: (settings, context) => ({ launch: () => context.call({ action: 'RunInstances', effect: 'create', attempt: 'att-1' }, async () => context.connection) }),
};`;

let programs: Programs;
let root: string;
let runs = 0;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hwk-')));
  programs = await preparePrograms(root);
  mkdirSync(join(root, 'plugin/dist'), { recursive: true });
  writeFileSync(join(root, 'plugin/dist/index.mjs'), PLUGIN);
  writeFileSync(join(root, 'program.mjs'), PROGRAM);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const open = new Set<Halts>();

/** None that stands still outlives its test, also where that failed. */
afterEach(() => {
  for (const halts of open) halts.release(1);
  open.clear();
});

interface Started {
  readonly folder: string;
  readonly store: string;
  readonly halts: Halts;
  readonly ended: Promise<readonly unknown[]>;
}

function start(armed: readonly string[], ...words: readonly string[]): Started {
  const folder = join(root, `run-${(runs += 1)}`);
  mkdirSync(folder);
  const halts = new Halts(folder);
  open.add(halts);
  for (const point of armed) halts.arm(point);
  const store = join(folder, 'hostwright.db');
  const child = spawn(process.execPath, [join(root, 'program.mjs'), store, join(root, 'plugin/dist/index.mjs'), ...words], {
    env: { NODE_OPTIONS: `--import=${programs.preloadUrl}`, KILL_RUN_PLUGIN: '/plugin/dist/index\\.mjs$', [FOLDER_VARIABLE]: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { folder, store, halts, ended: once(child, 'exit') };
}

/** Waits until the process stands still at the first armed point, and kills it there. */
async function killThere({ folder, halts, ended }: Started): Promise<void> {
  const halted = await halts.halted(1, AbortSignal.timeout(120_000));
  expect(signalProcessOf(folder, halted?.pid ?? 0, 'SIGKILL')).toBe(true);
  expect(await ended).toEqual([null, 'SIGKILL']);
}

function notesIn(store: string): number {
  const database = new DatabaseSync(store);
  try {
    return Number(database.prepare('select count(*) as n from notes').get()?.['n']);
  } finally {
    database.close();
  }
}

describe('a process with the preload', TAGS, () => {
  it('writes down its commits and calls, in order', async () => {
    const { folder, ended } = start([]);
    expect(await ended).toEqual([0, null]);
    const told = readLines(folder).map((line) => (line.line === 'point' ? line.point : line.line));
    const commit = ['agent-note.before', 'committing', 'committed', 'agent-note.after'];
    expect(told).toEqual([
      'began',
      'process.began',
      ...commit,
      'cloud-created',
      'call',
      'RunInstances.before',
      'call-ended',
      'RunInstances.after',
    ]);
    expect(readLines(folder).find(({ line }) => line === 'call')).toMatchObject({ attemptId: 'att-1', effect: 'create' });
    expect(readLines(folder).find(({ line }) => line === 'committing')).toMatchObject({
      rows: [{ table: 'notes', columns: { key: 'a', value: '1' } }],
    });
  });

  it('has committed nothing when it is killed right before a commit', async () => {
    const started = start(['agent-note.before']);
    await killThere(started);
    expect(notesIn(started.store)).toBe(0);
  });

  it('has committed when it is killed right behind', async () => {
    const started = start(['agent-note.after']);
    await killThere(started);
    expect(notesIn(started.store)).toBe(1);
    expect(readLines(started.folder).some(({ line }) => line === 'call')).toBe(false);
  });

  it('writes down machines that a cloud made, by whatever kind of statement it began and committed', async () => {
    const { folder, ended } = start([]);
    await ended;
    expect(readLines(folder)).toContainEqual(expect.objectContaining({ line: 'cloud-created', machineIds: ['i-1'] }));
  });

  it('does not stand still before a call while other work of it holds the store', async () => {
    const { store, halts, ended } = start(['RunInstances.before'], 'beside');
    expect(await halts.halted(1, AbortSignal.timeout(120_000))).toMatchObject({ point: 'RunInstances.before' });
    const other = new DatabaseSync(store);
    const takeStore = (): void => other.exec('begin immediate');
    expect(takeStore).not.toThrow();
    other.close();
    halts.release(1);
    expect(await ended).toEqual([0, null]);
  });

  it('stands still before a call goes out, and goes on when it is told to', async () => {
    const { folder, halts, ended } = start(['RunInstances.before']);
    expect(await halts.halted(1, AbortSignal.timeout(120_000))).toMatchObject({ point: 'RunInstances.before' });
    expect(readLines(folder).some(({ line }) => line === 'call-ended')).toBe(false);
    halts.release(1);
    expect(await ended).toEqual([0, null]);
    expect(readLines(folder).some(({ line }) => line === 'call-ended')).toBe(true);
  });
});
