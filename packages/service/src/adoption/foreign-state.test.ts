import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readForeignState } from './foreign-state.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-foreign-'));
  file = join(folder, 'aws-db.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program of the system, not of a package. */
const PIPE_MAKER = 'mkfifo';

const WRITTEN_MS = Date.UTC(2026, 9, 1, 12);

function write(value: unknown): void {
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  utimesSync(file, WRITTEN_MS / 1_000, WRITTEN_MS / 1_000);
}

const machine = (machineId: string, changes: object = {}): object => ({
  machineId,
  name: `${machineId}.local`,
  result: 'succeed',
  status: 'running',
  ...changes,
});

describe('the state file of the vendor’s plugin', { tags: ['aws.adopt', 'contract'] }, () => {
  it('names machines by request, with account, template and time', async () => {
    write({
      requests: [
        {
          requestId: 'r-0123456789abcdef0',
          templateId: 'Template-1',
          time: 1_790_000_000_000,
          ttl: 0,
          rc_account: 'team',
          hostAllocationType: 'onDemand',
          machines: [machine('i-1'), machine('i-2', { status: 'terminated' })],
        },
      ],
    });
    expect(await readForeignState(file)).toEqual({
      kind: 'vendor',
      requests: [
        {
          requestId: 'r-0123456789abcdef0',
          templateId: 'Template-1',
          createdAtMs: 1_790_000_000_000,
          tags: [{ key: 'RC_ACCOUNT', value: 'team' }],
          machineIds: ['i-1'],
          groupRef: undefined,
        },
      ],
      returns: [],
      problems: [],
      writtenAtMs: WRITTEN_MS,
    });
  });

  it('says which requests were still being filled when it was written, and by what', async () => {
    const young = WRITTEN_MS - 600_000;
    const entries = [
      { requestId: 'fleet-1a2b', time: young, machines: [] },
      { requestId: 'sfr-1a2b', time: young, machines: [machine('i-1', { result: 'executing' })] },
      { requestId: 'r-1a2b', time: young, machines: [machine('i-2')] },
      { requestId: 'fleet-9f9f', time: WRITTEN_MS - 7_200_000, machines: [] },
      { requestId: 'dir-4711-1790000000', time: young, machines: [] },
    ];
    write({ requests: entries });
    const { requests } = await readForeignState(file);
    expect(requests.map(({ groupRef }) => groupRef)).toEqual(['fleet-1a2b', 'sfr-1a2b', undefined, undefined, undefined]);
  });

  it('tells machines that are being given back, by the id of their return, in both spellings', async () => {
    const machines = [machine('i-1', { returnId: 'ret-1' }), machine('i-2', { retId: 'ret-1' }), machine('i-3')];
    write({ requests: [{ requestId: 'r-1', machines }] });
    expect(await readForeignState(file)).toMatchObject({
      requests: [{ machineIds: ['i-1', 'i-2', 'i-3'] }],
      returns: [{ requestId: 'ret-1', machineIds: ['i-1', 'i-2'] }],
    });
  });

  it('goes on after entries that cannot be read, and names them', async () => {
    write({ requests: [null, { requestId: 7 }, { requestId: 'r-1', machines: [machine('i 1\u001b[2J'), machine('i-2')] }] });
    const { requests, problems } = await readForeignState(file);
    expect(requests).toMatchObject([{ requestId: 'r-1', machineIds: ['i-2'] }]);
    expect(problems).toHaveLength(3);
    expect(problems[1]).toMatch(/^requests\[1\]\.requestId: /);
    expect(problems[2]).toMatch(/^requests\[2\]\.machines\[0\]\.machineId: an id has/);
  });
});

describe('the storage of Open Resource Broker', { tags: ['aws.adopt', 'contract'] }, () => {
  const request = (id: string, changes: object = {}): object => ({
    request_id: id,
    template_id: 'plain',
    request_type: 'acquire',
    status: 'complete',
    resource_ids: ['fleet-1a2b'],
    machine_ids: [],
    created_at: '2026-10-01T11:59:00.000000+00:00',
    schema_version: '2.0.0',
    ...changes,
  });
  const stored = (id: string, changes: object = {}): object => ({ machine_id: id, request_id: 'req-1', status: 'running', ...changes });
  const byId = (key: string, entries: readonly object[]): object =>
    Object.fromEntries(entries.map((entry) => [(entry as Record<string, string>)[key], entry]));

  const REQUESTS = [
    request('req-1', { machine_ids: ['i-1', 'i-2'] }),
    request('req-2', { status: 'in_progress', resource_ids: ['fleet-old', 'fleet-new'] }),
    request('ret-1', { request_type: 'return', status: 'in_progress', machine_ids: ['i-1'] }),
    request('ret-2', { request_type: 'return', machine_ids: ['i-2'] }),
  ];
  const MACHINES = [stored('i-1'), stored('i-2', { status: 'terminated' }), stored('i-3'), stored('i-9', { request_id: null })];
  const READ = {
    kind: 'orb',
    requests: [
      {
        requestId: 'req-1',
        templateId: 'plain',
        createdAtMs: WRITTEN_MS - 60_000,
        tags: [],
        machineIds: ['i-1', 'i-3'],
        groupRef: undefined,
      },
      { requestId: 'req-2', machineIds: [], groupRef: 'fleet-new' },
    ],
    returns: [{ requestId: 'ret-1', machineIds: ['i-1'] }],
    problems: ['machines.i-9: belongs to no request of the file, and is left alone'],
  };

  it('is read from its JSON file', async () => {
    write({ requests: byId('request_id', REQUESTS), machines: byId('machine_id', MACHINES), templates: {} });
    expect(await readForeignState(file)).toMatchObject(READ);
  });

  it('is read from its database alike', async () => {
    const database = new DatabaseSync(file);
    database.exec(`CREATE TABLE requests (request_id, template_id, request_type, status, resource_ids, machine_ids, created_at, schema_version);
      CREATE TABLE machines (machine_id, request_id, return_request_id, status)`);
    for (const one of REQUESTS) {
      const values = Object.values(one).map((value: unknown) => (Array.isArray(value) ? JSON.stringify(value) : String(value)));
      database.prepare('INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(...values);
    }
    for (const one of MACHINES as readonly { machine_id: string; request_id: string | null; status: string }[])
      database.prepare('INSERT INTO machines VALUES (?, ?, NULL, ?)').run(one.machine_id, one.request_id, one.status);
    database.close();
    expect(await readForeignState(file)).toMatchObject(READ);
  });

  it('is refused where its records are of a form that is not known', async () => {
    write({ requests: { 'req-1': request('req-1', { schema_version: '3.0.0' }) }, machines: {} });
    await expect(readForeignState(file)).rejects.toThrow(`${file} is of a version of Open Resource Broker that is not known here`);
  });
});

describe('a file that is none of these', { tags: ['aws.adopt', 'contract'] }, () => {
  const refusal = async (): Promise<string> => {
    const error: unknown = await readForeignState(file).catch((cause: unknown) => cause);
    return error instanceof Error ? error.message.replace(`${file} `, '') : 'it was read';
  };

  it('is refused with what is wrong and what to do', async () => {
    expect(await refusal()).toContain('does not exist. The vendor’s plugin keeps');
    write('');
    expect(await refusal()).toContain('is empty. Name a backup');
    write('{"requests": [{"requestId": "r-1", }]}');
    expect(await refusal()).toContain('is damaged: it is no JSON (at position');
    write('[]');
    expect(await refusal()).toContain('is JSON, but neither');
    write('{"templates": []}');
    expect(await refusal()).toContain('is JSON, but neither');
    write('{"requests": 1}');
    expect(await refusal()).toContain('is JSON, but neither');
  });

  it('is refused when it is a link, a folder, a pipe, or larger than any state file', async () => {
    symlinkSync(join(folder, 'elsewhere'), file);
    expect(await refusal()).toContain('is a symbolic link. Name the file itself.');
    rmSync(file);
    mkdirSync(file);
    expect(await refusal()).toContain('is a folder.');
    rmSync(file, { recursive: true });
    execFileSync(PIPE_MAKER, [file]);
    expect(await refusal()).toContain('is no regular file.');
    rmSync(file);
    writeFileSync(file, '');
    truncateSync(file, 257 * 1024 * 1024);
    expect(await refusal()).toContain('is larger than 256 MiB');
  });

  it('is refused when it is a database of something else', async () => {
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE other (a)');
    database.close();
    expect(await refusal()).toContain('is an SQLite database, but not the storage of Open Resource Broker');
  });

  it('is waited for while it lacks its end, as a file that is just being written does', async () => {
    write('{"requests": [{"requestId": "r-1"');
    const reading = readForeignState(file);
    write({ requests: [{ requestId: 'r-1' }] });
    expect((await reading).requests).toHaveLength(1);
  });
});
