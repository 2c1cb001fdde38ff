import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../cluster/until.js';
import { startComponent, type Component } from './component.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostwright-component-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = (program: string, command = process.execPath): Promise<Component> =>
  startComponent({ name: 'etcd', command, words: ['-e', program], logFile: join(folder, 'etcd.log') });
const complaintOf = (component: Component): Promise<string> => until('it complains', () => component.complaint());

describe('a part of the control plane', { tags: ['proof.emulators', 'real'] }, () => {
  it('writes its log, and has no complaint while it runs or after it was stopped', async () => {
    const part = await start(`console.log('here'); process.stdin.resume()`);
    await until('it wrote', async () => (await readFile(join(folder, 'etcd.log'), 'utf8')).includes('here') || undefined);
    expect(await part.complaint()).toBeUndefined();
    await part.stop('SIGTERM');
    await part.stop('SIGKILL');
    expect(await part.complaint()).toBeUndefined();
    expect(() => process.kill(part.processId, 0)).toThrow('ESRCH');
  });

  it('that ended by itself is told with its last words, and where its log is', async () => {
    const part = await start(`console.error('one'); console.error('no room'); process.exitCode = 1`);
    expect(await complaintOf(part)).toBe(`etcd ended by itself: one | no room (log: ${folder}/etcd.log)`);
  });

  it('that does not exist is told, too', async () => {
    expect(await complaintOf(await start('', '/nowhere/at/all'))).toMatch(/^etcd ended by itself: .*ENOENT/);
  });
});
