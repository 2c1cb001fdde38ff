import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { underLock } from './lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostwright-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('work under a lock', { tags: ['proof.emulators', 'real'] }, () => {
  it('is done by one after the other', async () => {
    const done: string[] = [];
    let finish = (): void => undefined;
    const first = underLock(join(folder, 'lock'), async () => {
      done.push('first begins');
      await new Promise<void>((resolve) => (finish = resolve));
      done.push('first ends');
    });
    const second = underLock(join(folder, 'lock'), async () => void done.push('second'));
    finish();
    await Promise.all([first, second]);
    expect(done).toEqual(['first begins', 'first ends', 'second']);
  });

  it('frees the lock when it fails', async () => {
    const failing = underLock(join(folder, 'lock'), async () => {
      throw new Error('no room');
    });
    await expect(failing).rejects.toThrow('no room');
    expect(await underLock(join(folder, 'lock'), async () => 'next')).toBe('next');
  });
});
