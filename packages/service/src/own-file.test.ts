import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CRASH_LOG_NAME } from './agent/log/log-files.js';
import { openRotatingFile } from './agent/log/rotating-file.js';
import { POINTER_NAME, readPointer } from './agent/pointer.js';
import { createSecretReader, locateSite, readDeploymentRecord, RECORD_FILE_NAME } from './configuration/index.js';
import { readSnapshot, SNAPSHOT_FILE_NAME } from './configuration/snapshot/snapshot.js';
import { readUserData } from './configuration/templates/user-data.js';
import { openToAppend, readOwnFile } from './own-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-own-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function pipe(name: string): string {
  const path = join(folder, name);
  expect(spawnSync('/bin/sh', ['-c', 'umask 077; mkfifo "$1"', 'sh', path]).status).toBe(0);
  return path;
}

function code(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

describe('a file of our own', { tags: ['configuration.cold-start', 'real'] }, () => {
  it.each(['', 'a', 'ä'.repeat(200_000)])('is read as it is', (text) => {
    const path = join(folder, 'file');
    writeFileSync(path, text);
    const whole = readOwnFile(path);
    expect([whole.text === text, whole.steady, whole.stats.size]).toEqual([true, true, Buffer.byteLength(text)]);
  });

  it('is read over a link, too', () => {
    writeFileSync(join(folder, 'file'), 'x');
    symlinkSync('file', join(folder, 'link'));
    expect(readOwnFile(join(folder, 'link')).text).toBe('x');
  });

  it('is not waited for where a pipe, a device, a socket or a folder stands in its place', async () => {
    mkdirSync(join(folder, 'folder'));
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(code(() => readOwnFile(pipe('pipe')))).toBe('EFTYPE');
    expect(code(() => readOwnFile('/dev/zero'))).toBe('EFTYPE');
    expect(code(() => readOwnFile(join(folder, 'socket')))).toBe('ENXIO');
    expect(code(() => readOwnFile(join(folder, 'folder')))).toBe('EISDIR');
    expect(code(() => readOwnFile('/proc/self/status'))).toBe('ENODISK');
    expect(code(() => readOwnFile(join(folder, 'nothing')))).toBe('ENOENT');
    await new Promise((resolve) => server.close(resolve));
  });

  it('is not read when it is too large, nor when its reader refuses it', () => {
    const path = join(folder, 'huge');
    writeFileSync(path, '');
    truncateSync(path, 4 * 1024 ** 3);
    expect(code(() => readOwnFile(path))).toBe('EFBIG');
    truncateSync(path, 11);
    expect(code(() => readOwnFile(path, { maxBytes: 10 }))).toBe('EFBIG');
    const admit = (): never => {
      throw Object.assign(new Error('no'), { code: 'ENO' });
    };
    expect(code(() => readOwnFile(path, { admit }))).toBe('ENO');
  });

  it('is added to, and made where there is none; a pipe is not', () => {
    const path = join(folder, 'log');
    for (const line of ['a\n', 'b\n']) {
      const descriptor = openToAppend(path, 0o600);
      writeSync(descriptor, line);
      closeSync(descriptor);
    }
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
    expect(code(() => openToAppend(pipe('pipe'), 0o600))).toBe('ENXIO');
    expect(code(() => openToAppend('/dev/null', 0o600))).toBe('EFTYPE');
  });
});

/** A read that waited would stop this process for good, and the suite with it. */
describe('a pipe in the place of', { tags: ['configuration.cold-start', 'real'] }, () => {
  it('the snapshot counts as none', () => {
    pipe(SNAPSHOT_FILE_NAME);
    expect(readSnapshot(folder)).toBeUndefined();
  });

  it('the deployment record is refused with what to do', () => {
    const path = pipe(RECORD_FILE_NAME);
    const refusal = `The deployment record ${path} cannot be read: it is a pipe, a device or a socket, and no file (EFTYPE). Put a file there`;
    expect(() => readDeploymentRecord(folder)).toThrow(refusal);
    expect(() => locateSite({ configDirectory: folder, environment: {} })).toThrow(refusal);
  });

  it("an agent's pointer counts as none", () => {
    pipe(POINTER_NAME);
    expect(readPointer(folder)).toBeUndefined();
  });

  it('a secret is refused', async () => {
    const path = pipe('key');
    await expect(createSecretReader(folder, {})('file:key')).rejects.toThrow(
      `The secret file ${path} cannot be read: it is a pipe, a device or a socket, and no file (EFTYPE).`,
    );
  });

  it('user data is a problem of its template', () => {
    pipe('start.sh');
    expect(readUserData({ userData: undefined, userDataScript: 'start.sh' }, folder)).toMatchObject({ kind: 'problem' });
  });

  it('a log loses the lines, and stops nobody', () => {
    const log = openRotatingFile(pipe(CRASH_LOG_NAME), { maxBytes: 10, maxFiles: 2 });
    expect(() => log.write('a line\n')).not.toThrow();
    log.close();
  });
});
