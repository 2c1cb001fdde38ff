import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FOLDER_VARIABLE } from '../points/halt-files.js';
import { isProcessOf, signalProcessOf } from './processes.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };
const FOLDER = '/a/folder/of/this/test';

describe('signals', TAGS, () => {
  it.each([-1, 0, 1, Number.NaN, 1.5, process.pid, process.ppid])('are never sent to %d', (pid) => {
    expect(signalProcessOf(FOLDER, pid, 'SIGTERM')).toBe(false);
  });

  it('reach processes of their own run alone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {
      env: { [FOLDER_VARIABLE]: FOLDER },
      stdio: 'ignore',
    });
    await once(child, 'spawn');
    const { pid = 0 } = child;
    expect(signalProcessOf('/another/folder', pid, 'SIGKILL')).toBe(false);
    expect(signalProcessOf(`${FOLDER}/deeper`, pid, 'SIGKILL')).toBe(false);
    const ended = once(child, 'exit');
    while (!isProcessOf(FOLDER, pid)) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(signalProcessOf(FOLDER, pid, 'SIGKILL')).toBe(true);
    expect(await ended).toEqual([null, 'SIGKILL']);
  });
});
