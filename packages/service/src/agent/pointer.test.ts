import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AgentPointer, POINTER_NAME, readPointer, removePointer, SOCKET_POINTER_NAME, writePointer } from './pointer.js';
import { aBuild } from './testing/builders.js';
import { temporaryFolders } from './testing/temporary-folder.js';

const newFolder = temporaryFolders();
const POINTER: AgentPointer = { socketPath: '/run/user/0/hostwright/x/s', pid: 4711, host: 'mgmt-1', build: aBuild(), startedAtMs: 5 };

describe('the pointer to an agent', () => {
  it('is read as it was written, and leaves nothing else behind', () => {
    const folder = newFolder();
    writePointer(folder, POINTER);
    expect(readPointer(folder)).toEqual(POINTER);
    expect(readdirSync(folder).toSorted()).toEqual([POINTER_NAME, SOCKET_POINTER_NAME]);
  });

  it('tells the shell scripts the socket in one line', () => {
    const folder = newFolder();
    writePointer(folder, POINTER);
    expect(readFileSync(join(folder, SOCKET_POINTER_NAME), 'utf8')).toBe(`${POINTER.socketPath}\n`);
  });

  it('is for its owner alone', () => {
    const folder = newFolder();
    writePointer(folder, POINTER);
    expect(statSync(join(folder, POINTER_NAME)).mode & 0o777).toBe(0o600);
  });

  it('is removed by the agent that it speaks of, and by no other', () => {
    const folder = newFolder();
    writePointer(folder, POINTER);
    removePointer(folder, POINTER.pid + 1);
    expect(readPointer(folder)).toEqual(POINTER);
    removePointer(folder, POINTER.pid);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    '',
    '{',
    'null',
    '7',
    '{"pid":1}',
    JSON.stringify({ ...POINTER, build: null }),
    JSON.stringify({ ...POINTER, build: { version: 1 } }),
  ])('counts as none when the file holds %j', (text) => {
    const folder = newFolder();
    writeFileSync(join(folder, POINTER_NAME), text);
    expect(readPointer(folder)).toBeUndefined();
  });

  it('is none where there is no folder', () => {
    expect(readPointer('/nowhere/at/all')).toBeUndefined();
  });
});
