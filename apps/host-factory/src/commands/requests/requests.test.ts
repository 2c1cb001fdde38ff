import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { openSqliteStore } from '@hostwright/store';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CommandError } from '../../cli/command-error.js';
import { runCommandLine } from '../../cli/run-program.js';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { makeTestSite, PROGRAM, type TestSite } from '../../testing/command-line.js';
import { recordIo } from '../../testing/recorded-io.js';

interface RequestJson {
  readonly requestId: string;
  readonly state: string;
  readonly kind: string;
}

/** Puts a request into the store whose id begins as that of another one. */
async function addTwin(site: TestSite, requestId: string, twin: string): Promise<void> {
  const store = await openSqliteStore({ file: join(site.directory, 'work', 'hostwright.db') });
  await store.write(async (tx) => {
    const request = await tx.request(requestId);
    if (request === undefined) throw new Error(`there is no request ${requestId}`);
    await tx.saveRequest({ ...request, requestId: twin, callId: twin, version: 1 });
  });
  await store.close();
}

async function requestOne(site: TestSite, template = 'small'): Promise<string> {
  const { code, out, err } = await site.run('machines', 'request', template, '1', '--wait', '--quiet');
  if (code !== EXIT.ok) throw new Error(err);
  return out.trim();
}

async function idsOf(site: TestSite, ...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await site.run('requests', 'list', '--quiet', ...words);
  return out.split('\n').filter((line) => line !== '');
}

describe('a request', { tags: ['cli.requests', 'real'] }, () => {
  it('is known by the beginning of its id where only one has it', async () => {
    const site = await makeTestSite();
    const first = await requestOne(site);
    const shown = await site.run('requests', 'show', first.slice(0, 14), '-o', 'json');
    expect((shown.json() as RequestJson).requestId).toBe(first);
    const second = await requestOne(site);
    expect((await site.run('requests', 'show', second.slice(4, 16), '-o', 'yaml')).out).toContain(second);
    const back = (await site.run('machines', 'list', '-q')).out.trim().split('\n')[0] ?? '';
    const returned = (await site.run('machines', 'return', back, '--wait', '-q')).out.trim();
    expect((await site.run('requests', 'wait', returned.slice(4, 16), '-q')).out.trim()).toBe(returned);
    const twin = `${first.slice(0, 14)}-of-another`;
    await addTwin(site, first, twin);
    const { code, err } = await site.run('requests', 'cancel', first.slice(0, 14));
    expect(code).toBe(REMEDY_EXIT_CODES['fix-template']);
    expect(err).toMatch(/is the beginning of several requests: .*\[request-ambiguous\]/);
    for (const id of [first, twin]) expect(err).toContain(id);
    for (const word of ['req-', 're', second.slice(0, 7)])
      expect((await site.run('requests', 'cancel', word)).err).toMatch(/\[request-not-found\]/);
    expect((await site.run('requests', 'show', 'req-none')).err).toMatch(/There is no request "req-none".*\[request-not-found\]/);
    expect((await site.run('machines', 'list', '--all', '--request', second.slice(0, 14), '-o', 'json')).json()).toHaveLength(1);
  });

  it('is found in the list by state, template, kind and age', async () => {
    const site = await makeTestSite();
    const small = await requestOne(site);
    const medium = await requestOne(site, 'medium');
    expect(await idsOf(site, '--template', 'small')).toEqual([small]);
    expect(await idsOf(site, '--state', 'ended')).toEqual([medium, small]);
    expect(await idsOf(site, '--state', 'cancelling')).toEqual([]);
    expect(await idsOf(site, '--open')).toEqual([]);
    expect(await idsOf(site, '--kind', 'return')).toEqual([]);
    expect(await idsOf(site, '--since', '1h')).toEqual([medium, small]);
    expect(await idsOf(site, '--since', '2999-01-01')).toEqual([]);
    expect(await idsOf(site, '--limit', '1')).toEqual([medium]);
    expect(await idsOf(site, '--template', 'small', '--limit', '1')).toEqual([small]);
    expect(parse((await site.run('requests', 'list', '-o', 'yaml')).out)).toEqual(
      (await site.run('requests', 'list', '-o', 'json')).json(),
    );
  });

  it('tells its id before it is waited for, and its progress on a terminal only', async () => {
    const site = await makeTestSite();
    const io = recordIo();
    const words = ['machines', 'request', 'small', '1', '--wait', '-o', 'json', '--config', site.directory];
    expect(await runCommandLine(words, { io, environment: { PATH: process.env['PATH'] }, program: PROGRAM })).toBe(EXIT.ok);
    const { requestId } = JSON.parse(io.outText()) as RequestJson;
    expect(io.errText()).toBe(`${requestId} accepted: 1 machine.\n`);
    expect(io.progressLines().at(-1)).toBe(`${requestId}: ended, 1 of 1 machine delivered`);
  });

  it('goes on when the wait for it is interrupted', async () => {
    const site = await makeTestSite();
    const interruption = new AbortController();
    const io = recordIo();
    const interrupting = {
      ...io,
      err: (text: string) => {
        io.err(text);
        interruption.abort(new CommandError('interrupted', 'Interrupted.'));
      },
    };
    const words = ['machines', 'request', 'small', '1', '--wait', '--config', site.directory];
    const surroundings = {
      io: interrupting,
      environment: { PATH: process.env['PATH'] },
      program: PROGRAM,
      interruption: interruption.signal,
    };
    expect(await runCommandLine(words, surroundings)).toBe(EXIT.interrupted);
    expect(io.errText()).toMatch(/^req-\S+ accepted: 1 machine\.\nhost-factory: Interrupted\. req-\S+ goes on; .* \[interrupted\]\n$/);
    expect(await idsOf(site)).toHaveLength(1);
  });

  it('that was accepted before something else failed is not to be asked for again: 7', async () => {
    const site = await makeTestSite();
    // No runtime folder, and a folder where the lock of inline work should be: nobody can be waked.
    mkdirSync(join(site.directory, 'work', 'inline-lock.db'), { recursive: true });
    const { io, code } = await withRuntimeFolder(site, 'relative/folder');
    expect(code).toBe(REMEDY_EXIT_CODES['inspect-first']);
    expect(io.errText()).toMatch(
      /^host-factory: req-\S+ was accepted and stays so, but then: .*do not ask again\. \[request-accepted-then-failed\]\n$/,
    );
    expect(await idsOf(site)).toHaveLength(1);
  });
});

/** Asks for a machine where the worker cannot be waked. */
async function withRuntimeFolder(
  site: TestSite,
  runtime: string,
): Promise<{ readonly io: ReturnType<typeof recordIo>; readonly code: number }> {
  const io = recordIo();
  const environment = { PATH: process.env['PATH'], HOST_FACTORY_RUNTIME_DIR: runtime };
  const code = await runCommandLine(['machines', 'request', 'small', '1', '--config', site.directory], {
    io,
    environment,
    program: PROGRAM,
  });
  return { io, code };
}
