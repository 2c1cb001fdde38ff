import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { latestOfEach, readAuditLog } from './audit.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostwright-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const line = (auditID: string, stage: string): string => `${JSON.stringify({ auditID, stage })}\n`;

describe('the audit log of an API server', { tags: ['proof.emulators', 'contract'] }, () => {
  it('tells of each request what was kept last, in order of arrival', () => {
    const log = line('1', 'RequestReceived') + line('2', 'RequestReceived') + line('2', 'ResponseComplete') + line('1', 'ResponseStarted');
    expect(latestOfEach(log)).toEqual([
      { auditID: '1', stage: 'ResponseStarted' },
      { auditID: '2', stage: 'ResponseComplete' },
    ]);
  });

  it('does not count a line that is still being written', () => {
    expect(latestOfEach(`${line('1', 'ResponseComplete')}{"auditID":"2","st`)).toHaveLength(1);
    expect(latestOfEach('')).toEqual([]);
  });

  it('is waited for until what has begun has ended, but not what a server took to its end', async () => {
    const file = join(folder, 'audit.jsonl');
    const dead = line('1', 'RequestReceived');
    await writeFile(file, dead + line('2', 'RequestReceived'));
    const reading = readAuditLog(file, dead.length);
    await appendFile(file, line('2', 'ResponseComplete'));
    expect((await reading).map(({ stage }) => stage)).toEqual(['RequestReceived', 'ResponseComplete']);
    expect(await readAuditLog(join(folder, 'nothing-yet'))).toEqual([]);
  });
});
