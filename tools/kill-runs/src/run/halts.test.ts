import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARMED_FILE, goFile, haltFile } from '../points/halt-files.js';
import { Halts } from './halts.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hwk-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the points that are armed', TAGS, () => {
  it('are all in one file, until nobody halts any more', async () => {
    const halts = new Halts(folder);
    expect([halts.arm('settle.after'), halts.arm('sweep.before')]).toEqual([1, 2]);
    expect(JSON.parse(readFileSync(join(folder, ARMED_FILE), 'utf8'))).toEqual([
      { number: 1, point: 'settle.after' },
      { number: 2, point: 'sweep.before' },
    ]);
    writeFileSync(join(folder, haltFile(2)), JSON.stringify({ pid: 12, point: 'sweep.before' }));
    expect(await halts.halted(2, AbortSignal.timeout(120_000))).toEqual({ pid: 12, point: 'sweep.before' });
    expect(await halts.halted(1, AbortSignal.abort())).toBeUndefined();
    expect(existsSync(join(folder, ARMED_FILE))).toBe(false);
  });

  it('hold nobody who comes there at the last moment', async () => {
    const halts = new Halts(folder);
    await halts.halted(halts.arm('settle.after'), AbortSignal.abort());
    expect(existsSync(join(folder, goFile(1)))).toBe(true);
  });
});
