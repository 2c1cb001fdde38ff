import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CommandError } from '../../cli/command-error.js';
import { runCommandLine } from '../../cli/run-program.js';
import { EXIT } from '../../exit-codes.js';
import { makeTestSite, PROGRAM, type TestSite } from '../../testing/command-line.js';
import { recordIo } from '../../testing/recorded-io.js';

interface Watching {
  readonly lines: () => readonly { readonly [key: string]: unknown }[];
  readonly end: () => Promise<number>;
}

function watch(site: TestSite, ...words: readonly string[]): Watching {
  const io = recordIo();
  const interruption = new AbortController();
  const surroundings = { io, environment: { PATH: process.env['PATH'] }, program: PROGRAM, interruption: interruption.signal };
  const ended = runCommandLine([...words, '--watch', '-o', 'json', '--config', site.directory], surroundings);
  return {
    lines: () =>
      io
        .outText()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { readonly [key: string]: unknown }),
    end: () => {
      interruption.abort(new CommandError('interrupted', 'Interrupted.'));
      return ended;
    },
  };
}

/** Hangs, and is ended by the test's limit, where it never comes true. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(20);
}

describe('watching a deployment', { tags: ['cli.watch', 'real'] }, () => {
  it('shows a machine when it comes, when it changes and when it goes', async () => {
    const site = await makeTestSite();
    await site.run('machines', 'list');
    const machines = watch(site, 'machines', 'list');
    const requests = watch(site, 'requests', 'list');
    expect((await site.run('machines', 'request', 'small', '1', '--wait')).code).toBe(EXIT.ok);
    await until(() => machines.lines().some(({ status, deliveredAt }) => status === 'running' && deliveredAt !== null));
    const machineId = String(machines.lines()[0]?.['machineId']);
    expect((await site.run('machines', 'return', machineId, '--wait')).code).toBe(EXIT.ok);
    await until(() => machines.lines().some(({ status }) => status === 'terminated'));
    await until(() => requests.lines().filter(({ state }) => state === 'ended').length >= 2);
    expect([await machines.end(), await requests.end()]).toEqual([EXIT.interrupted, EXIT.interrupted]);
    const shown = machines.lines();
    expect(new Set(shown.map((line) => line['machineId']))).toEqual(new Set([machineId]));
    expect(shown.at(-1)).toMatchObject({ machineId, status: 'terminated' });
    // Each change once: no two lines in a row are the same.
    shown.forEach((line, index) => expect(line).not.toEqual(shown[index + 1]));
  });

  it('shows one request, and how connections do', async () => {
    const site = await makeTestSite();
    const { out } = await site.run('machines', 'request', 'small', '1', '--wait', '-q');
    const request = watch(site, 'requests', 'show', out.trim().slice(0, 14));
    const health = watch(site, 'providers', 'health');
    await until(() => request.lines().length > 0 && health.lines().length > 0);
    expect([await request.end(), await health.end()]).toEqual([EXIT.interrupted, EXIT.interrupted]);
    expect(request.lines()).toMatchObject([{ requestId: out.trim(), outcome: 'fulfilled' }]);
    expect(health.lines()).toMatchObject([{ connection: 'mock', status: 'healthy' }]);
  });
});
