import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTurn } from './build-turn.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-turn-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Several that ask at once; each build takes a while and leaves a current snapshot behind. */
async function askAtOnce(count: number, workDirectory = folder): Promise<number> {
  let builds = 0;
  let snapshot: string | undefined;
  const build = async (): Promise<string> => {
    builds += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
    snapshot = 'made';
    return snapshot;
  };
  const answers = await Promise.all(Array.from({ length: count }, () => inTurn(workDirectory, { current: () => snapshot, build })));
  expect(answers).toEqual(Array.from({ length: count }, () => 'made'));
  return builds;
}

describe('the snapshot of a configuration', { tags: ['configuration.cold-start', 'real'] }, () => {
  it('is made once, however many ask for it at once', async () => {
    expect(await askAtOnce(20)).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is made by everyone where nobody can take turns', async () => {
    expect(await askAtOnce(3, join(folder, 'missing'))).toBe(3);
  });

  it('is not waited for when the process that made it was killed long ago', async () => {
    const turn = join(folder, 'configuration-snapshot.turn');
    writeFileSync(turn, '');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(turn, longAgo, longAgo);
    expect(await askAtOnce(1)).toBe(1);
    expect(existsSync(turn)).toBe(false);
  });

  it('is made by the one that waited when the other one failed', async () => {
    const failing = inTurn(folder, { current: () => undefined, build: () => Promise.reject(new Error('broken')) });
    const waiting = inTurn(folder, { current: () => undefined, build: () => Promise.resolve('mine') });
    await expect(failing).rejects.toThrow('broken');
    expect(await waiting).toBe('mine');
  });
});
