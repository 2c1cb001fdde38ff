import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requested, told } from './testing/plant.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'judge-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the program', () => {
  it('finds a clean file clean', () => {
    const result = runJudge({ machines: ['a'], calls: [requested(1), told('req-1', 'complete', { a: 'succeed' })] });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(result.stdout)).toMatchObject({ clean: true, counts: { machinesAlive: 1, requests: 1 } });
  });

  it('ends with 1 and names the machine that leaked', () => {
    const result = runJudge({ machines: ['a', 'b'], calls: [requested(2), told('req-1', 'complete_with_error', { a: 'succeed' })] });
    expect(result.status).toBe(1);
    expect(JSON.parse(result.stdout)).toMatchObject({ clean: false, violations: [{ rule: 'leaked', subject: 'b' }] });
  });

  it('says in plain words what is wrong', () => {
    const result = runJudge({ machines: ['a'], calls: [requested(1), told('req-1', 'complete')], output: 'text' });
    expect(result.stdout).toContain('VIOLATION leaked: a is running: req-1 never told of it');
  });

  it('refuses to judge what it cannot read', () => {
    expect(spawnSync(process.execPath, [MAIN], { encoding: 'utf8' }).status).toBe(2);
    writeFileSync(join(folder, 'calls.jsonl'), '{"no":"call"}\n');
    const result = runJudge({ machines: [], calls: undefined });
    expect(result).toMatchObject({ status: 2, stderr: expect.stringContaining('calls.jsonl:1 is no recorded call') });
  });
});

describe('the program with an inventory', () => {
  const MACHINE = {
    id: 'i-1',
    name: 'ip-10-0-0-1.ec2.internal',
    state: 'running',
    tags: { 'hostwright-deployment': 'dep-1', 'hostwright-request': 'req-1' },
    createdAtMs: 1,
  };
  const GROUP = { id: 'group-1', kind: 'group', tags: { 'hostwright-deployment': 'dep-1', 'hostwright-request': 'req-2' } };
  const CALLS = [requested(1), told('req-1', 'complete', { 'i-1': 'succeed' })];

  it('judges what another cloud told by the same rules', () => {
    expect(judgeInventory({ machines: [MACHINE], companions: [] })).toMatchObject({ status: 0, stderr: '' });
    const found = judgeInventory({ machines: [MACHINE, { ...MACHINE, id: 'i-2' }], companions: [GROUP] });
    const { violations } = JSON.parse(found.stdout) as { readonly violations: readonly { readonly rule: string }[] };
    expect([found.status, violations.map(({ rule }) => rule)]).toEqual([1, ['leaked', 'leaked-companion', 'doubled']]);
  });

  it.each<[string, object, string]>([
    ['without machines', { companions: [] }, 'has no list "machines"'],
    ['with a machine that has no id', { machines: [{ ...MACHINE, id: '' }], companions: [] }, 'machines[0] has no id'],
    ['with a time in words', { machines: [{ ...MACHINE, endedAtMs: 'now' }], companions: [] }, 'machines[0]: endedAtMs is no number'],
    ['with a companion of another kind', { machines: [], companions: [{ ...GROUP, kind: 'lamp' }] }, 'kind is group or volume'],
  ])('refuses one %s', (_, inventory, message) => {
    expect(judgeInventory(inventory)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });

  it('takes one cloud at a time', () => {
    writeFileSync(join(folder, 'calls.jsonl'), '');
    const calls = ['--calls', join(folder, 'calls.jsonl')];
    expect(runProgram(calls).stderr).toContain('one of --cloud and --inventory is needed');
    expect(runProgram([...calls, '--cloud', 'a', '--inventory', 'b']).status).toBe(2);
  });

  function judgeInventory(inventory: object) {
    const [file, record] = [join(folder, 'inventory.json'), join(folder, 'calls.jsonl')];
    writeFileSync(file, JSON.stringify(inventory));
    writeFileSync(record, CALLS.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    return runProgram(['--inventory', file, '--calls', record, '--settled', '--output', 'json']);
  }
});

function runProgram(words: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' });
}

function runJudge({
  machines,
  calls,
  output = 'json',
}: {
  machines: readonly string[];
  calls: readonly object[] | undefined;
  output?: string;
}) {
  const cloud = join(folder, 'cloud.db');
  const record = join(folder, 'calls.jsonl');
  writeCloud(cloud, machines);
  if (calls !== undefined) writeFileSync(record, calls.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const words = ['--cloud', cloud, '--calls', record, '--settled', '--output', output];
  return spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' });
}

/** The documented columns that the judge reads. */
function writeCloud(file: string, ids: readonly string[]): void {
  const database = new DatabaseSync(file);
  database.exec(`CREATE TABLE machines (id TEXT, state TEXT, tags TEXT, name TEXT, units INTEGER, created_at_ms INTEGER,
      terminate_ordered_at_ms INTEGER, ended_at_ms INTEGER, reclaim_noticed_at_ms INTEGER, reclaim_deadline_at_ms INTEGER);
    CREATE VIEW machines_now AS SELECT id, state FROM machines;
    CREATE TABLE groups (id TEXT, state TEXT, tags TEXT);
    CREATE TABLE volumes (id TEXT, state TEXT, tags TEXT, machine_id TEXT);`);
  const tags = JSON.stringify({ 'hostwright-deployment': 'dep-1', 'hostwright-request': 'req-1' });
  const insert = database.prepare(`INSERT INTO machines VALUES (?, 'running', ?, ?, 1, 1, NULL, NULL, NULL, NULL)`);
  for (const id of ids) insert.run(id, tags, `host-${id}`);
  database.close();
}
