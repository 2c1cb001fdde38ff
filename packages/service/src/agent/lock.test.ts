import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tryLock } from './lock.js';
import { temporaryFolders } from './testing/temporary-folder.js';

const newFolder = temporaryFolders();

/** Holds the lock until it is killed; the same statement as the lock's own. */
const HOLDER = `
const { DatabaseSync } = require('node:sqlite');
new DatabaseSync(process.argv[1], { timeout: 0 }).exec('BEGIN EXCLUSIVE');
process.stdout.write('held');
setInterval(() => {}, 1000);
`;

describe('the lock of an agent', { tags: ['agent.single', 'real'] }, () => {
  it('is held by one at a time, and can be taken again once it is released', () => {
    const path = join(newFolder(), 'lock.db');
    const first = tryLock(path);
    expect(first).toBeDefined();
    expect(tryLock(path)).toBeUndefined();
    first?.release();
    first?.release();
    const second = tryLock(path);
    expect(second).toBeDefined();
    second?.release();
  });

  it('is freed by the kernel when its holder is killed', async () => {
    const path = join(newFolder(), 'lock.db');
    const holder = spawn(process.execPath, ['-e', HOLDER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = new Promise((resolve) => holder.once('close', resolve));
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    expect(tryLock(path)).toBeUndefined();
    holder.kill('SIGKILL');
    await gone;
    const lock = tryLock(path);
    expect(lock).toBeDefined();
    lock?.release();
  });

  it('notices that its file was removed or replaced', () => {
    const path = join(newFolder(), 'lock.db');
    const lock = tryLock(path);
    expect(lock?.stillInPlace()).toBe(true);
    rmSync(path);
    expect(lock?.stillInPlace()).toBe(false);
    writeFileSync(`${path}.new`, '');
    const other = tryLock(path);
    expect(lock?.stillInPlace()).toBe(false);
    other?.release();
    lock?.release();
  });

  it('throws when the file cannot be one', () => {
    const path = join(newFolder(), 'lock.db');
    writeFileSync(path, 'this is no database file, and long enough to be looked at as one'.repeat(20));
    expect(() => tryLock(path)).toThrow('file is not a database');
  });
});
