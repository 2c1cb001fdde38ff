import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallName, MAX_INPUT_BYTES } from '@hostwright/host-factory-protocol';
import type { Variables } from '@hostwright/service/configuration';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWERED_CALLS } from '../call-names.js';
import { makeTestSite, PROGRAM, type TestSite } from '../testing/command-line.js';
import { recordEnd } from '../testing/recorded-end.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createOneDocument } from './one-document.js';
import { runCall } from './run-call.js';

interface Answered {
  readonly document: { readonly [key: string]: unknown };
  readonly exitCode: number;
}

/** Makes a call in this process; what is printed must be one JSON object with 0 or 1. */
async function call(name: CallName, words: readonly string[], environment: Variables = {}): Promise<Answered> {
  const end = recordEnd();
  await runCall(name, words, {
    document: createOneDocument(end),
    environment: { PATH: process.env['PATH'], ...environment },
    program: PROGRAM,
  });
  const [exitCode, ...others] = end.exitCodes;
  expect(others).toEqual([]);
  expect([0, 1]).toContain(exitCode);
  const text = end.text();
  expect(text.endsWith('\n')).toBe(true);
  const document: unknown = JSON.parse(text);
  expect(typeof document === 'object' && document !== null && !Array.isArray(document)).toBe(true);
  return { document: document as Answered['document'], exitCode: exitCode! };
}

function symphony({ directory }: TestSite): Variables {
  return { HF_PROVIDER_NAME: 'demo', HF_PROVIDER_CONFDIR: directory, HF_PROVIDER_WORKDIR: join(directory, 'work') };
}

async function callWith(site: TestSite, name: CallName, input: string | Uint8Array): Promise<Answered> {
  const file = join(temporaryFolder(), 'in.json');
  writeFileSync(file, input);
  return call(name, ['-f', file], symphony(site));
}

describe('a Host Factory call', () => {
  it.each(ANSWERED_CALLS)('%s answers one document without any environment, and says what to set', async (name) => {
    const file = join(temporaryFolder(), 'in.json');
    writeFileSync(file, '{}');
    const { document, exitCode } = await call(name, ['-f', file]);
    expect(exitCode).toBe(1);
    expect(document).toEqual({ message: expect.stringMatching(new RegExp(`^${name}: .*HF_PROVIDER_CONFDIR.*PRO_CONF_DIR.*--config`)) });
  });

  it.each([
    [[], /input file is missing/],
    [['-f'], /-f needs a value/],
    [['-f', '/nowhere/in.json'], /ENOENT/],
    [['--what', 'x'], /not an option/],
    [['-f', '/'], /EISDIR/],
  ])('answers one document to the command line %j', async (words, message) => {
    for (const name of ANSWERED_CALLS) {
      const { document, exitCode } = await call(name, words);
      expect(exitCode).toBe(1);
      expect(document).toEqual({ message: expect.stringMatching(message) });
    }
  });

  it("speaks LSF's form when LSF calls, or when it is told to", async () => {
    const lsf = { PRO_CONF_DIR: '/nowhere', PROVIDER_NAME: 'x' };
    expect((await call('requestMachines', ['-f', '/dev/null'], lsf)).document).toMatchObject({ status: 'warning' });
    expect((await call('requestMachines', ['--dialect', 'lsf'])).document).toMatchObject({ status: 'warning' });
    expect((await call('requestMachines', ['-f', '/dev/null', '--dialect', 'symphony'], lsf)).document).not.toHaveProperty('status');
  });

  it('goes by --config alone', async () => {
    const site = await makeTestSite();
    const { document, exitCode } = await call('getAvailableTemplates', ['-f', '/dev/null', '--config', site.directory]);
    expect(exitCode).toBe(0);
    expect(document['templates']).toEqual(expect.arrayContaining([expect.objectContaining({ templateId: 'small' })]));
  });

  it(
    'is one request under one call id, however often it is made',
    { timeout: 60_000, tags: ['engine.requests.once', 'real'] },
    async () => {
      const site = await makeTestSite();
      const file = join(temporaryFolder(), 'in.json');
      writeFileSync(file, '{"template":{"templateId":"small","machineCount":2}}');
      const first = await call('requestMachines', ['-f', file, '--call-id', 'once'], symphony(site));
      const second = await call('requestMachines', ['-f', file, '--call-id', 'once'], symphony(site));
      const third = await call('requestMachines', ['-f', file], symphony(site));
      expect(first).toMatchObject({ exitCode: 0, document: { requestId: expect.any(String) as string } });
      expect(second.document['requestId']).toBe(first.document['requestId']);
      expect(third.document['requestId']).not.toBe(first.document['requestId']);
    },
  );

  it.each([
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '{"template":',
    '{"template":{"templateId":"no-such","machineCount":1}}',
    '['.repeat(100_000),
    '{"template":[]}',
  ])('requestMachines refuses bad input no. %#, and launches nothing', async (input) => {
    const site = await makeTestSite();
    const { document, exitCode } = await callWith(site, 'requestMachines', input);
    expect([exitCode, document['requestId']]).toEqual([1, undefined]);
    expect((await site.run('machines', 'list', '--all', '-o', 'json')).json()).toEqual([]);
  });

  it.each([0, -1, 1.5, 1e9, '"many"', 'null', '[1]'])('requestMachines refuses a count of %s', async (count) => {
    const site = await makeTestSite();
    const { exitCode } = await callWith(site, 'requestMachines', `{"template":{"templateId":"small","machineCount":${count}}}`);
    expect(exitCode).toBe(1);
    expect((await site.run('requests', 'list', '-o', 'json')).json()).toEqual([]);
  });

  it('refuses an input of more than the largest size', async () => {
    const site = await makeTestSite();
    const { document, exitCode } = await callWith(site, 'requestMachines', ' '.repeat(MAX_INPUT_BYTES + 1));
    expect(exitCode).toBe(1);
    expect(document['message']).toMatch(/MiB|bytes/);
  });

  it.each<{ readonly title: string; readonly spoil: (directory: string) => void }>([
    { title: 'a broken configuration', spoil: (directory) => writeFileSync(join(directory, 'hostwright.yaml'), 'version: {') },
    { title: 'no configuration at all', spoil: (directory) => rmSync(directory, { recursive: true }) },
    {
      title: 'a store that is none',
      spoil: (directory) => {
        mkdirSync(join(directory, 'work'), { recursive: true });
        writeFileSync(join(directory, 'work', 'hostwright.db'), 'x'.repeat(10_000));
      },
    },
    {
      title: 'a file where the work directory should be',
      spoil: (directory) => {
        rmSync(join(directory, 'work'), { recursive: true, force: true });
        writeFileSync(join(directory, 'work'), '');
      },
    },
  ])('answers one document beside $title', async ({ spoil }) => {
    const site = await makeTestSite();
    spoil(site.directory);
    for (const name of ANSWERED_CALLS.filter((each) => each !== 'getAvailableMachines' && each !== 'getRequestStatus')) {
      const { document, exitCode } = await callWith(
        site,
        name,
        '{"template":{"templateId":"small","machineCount":1},"machines":[{"name":"a"}]}',
      );
      expect([name, exitCode]).toEqual([name, 1]);
      expect(document['message']).toMatch(/./);
    }
  });

  it('answers one document when the work directory cannot be made', async () => {
    const { directory } = await makeTestSite();
    rmSync(join(directory, 'deployment.json'));
    const file = join(temporaryFolder(), 'in.json');
    writeFileSync(file, '{"template":{"templateId":"small","machineCount":1}}');
    const environment = { HF_PROVIDER_NAME: 'demo', HF_PROVIDER_CONFDIR: directory, HF_PROVIDER_WORKDIR: '/proc/hostwright' };
    const { document, exitCode } = await call('requestMachines', ['-f', file], environment);
    expect(exitCode).toBe(1);
    expect(document['message']).toMatch(/\/proc\/hostwright/);
  });

  it('answers one JSON document whatever the bytes of the input', { timeout: 120_000, tags: ['hf.any-input', 'real'] }, async () => {
    const site = await makeTestSite();
    const folder = temporaryFolder();
    const file = join(folder, 'in');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ANSWERED_CALLS),
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
          fc.object().map((value) => Buffer.from(JSON.stringify({ machines: value, requests: value, template: value }))),
        ),
        fc.constantFrom('symphony', 'lsf'),
        async (name, bytes, dialect) => {
          writeFileSync(file, bytes);
          await call(name, ['-f', file, '--dialect', dialect], symphony(site));
        },
      ),
      { numRuns: 60 },
    );
    expect((await site.run('machines', 'list', '--all', '-o', 'json')).json()).toEqual([]);
  });

  it('leaves no handler behind in a process that goes on', async () => {
    const before = process.listenerCount('SIGTERM') + process.listenerCount('unhandledRejection');
    await call('getReturnRequests', ['-f', '/dev/null']);
    expect(process.listenerCount('SIGTERM') + process.listenerCount('unhandledRejection')).toBe(before);
  });
});
