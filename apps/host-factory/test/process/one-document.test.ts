import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hw-process-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function start(words: readonly string[], environment: Readonly<{ [name: string]: string }> = {}): ReturnType<typeof spawn> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...environment };
  return spawn(process.execPath, [inject('programPath'), ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function finish(child: ReturnType<typeof start>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject).on('close', (code) => resolve({ out, err, code }));
  });
}

function run(words: readonly string[], environment?: Readonly<{ [name: string]: string }>): Promise<Ran> {
  return finish(start(words, environment));
}

async function makeConfiguration(name: string): Promise<string> {
  const directory = join(folder, name);
  const { code, err } = await run(['init', directory, '--provider', 'mock', '--non-interactive']);
  if (code !== 0) throw new Error(err);
  return directory;
}

describe('the built program', { tags: ['hf.one-document', 'real'] }, () => {
  it('answers one document, and nothing on stderr, to calls that cannot be made', async () => {
    const large = join(folder, 'large.json');
    writeFileSync(large, '');
    truncateSync(large, 100 * 1024 * 1024);
    const calls = [['-f', '/dev/null'], ['-f', join(folder, 'none.json')], ['-f', large], [], ['--bad']];
    for (const words of calls) {
      const { out, err, code } = await run(['requestMachines', ...words]);
      expect([code, err]).toEqual([1, '']);
      expect(JSON.parse(out)).toEqual({ message: expect.stringMatching(/^requestMachines: /) });
      expect(out.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('answers one document when it is told to end', async () => {
    const directory = await makeConfiguration('term');
    // A catalogue that never answers: the call waits.
    const child = start(['getAvailableTemplates', '-f', '/dev/null', '--config', directory], { NODE_OPTIONS: `--import ${stopper()}` });
    const { out, code } = await finish(child);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ message: expect.stringMatching(/ended by SIGTERM/) });
  });

  /** Ends the process it is loaded into, as soon as that listens for it. */
  function stopper(): string {
    const path = join(folder, 'stopper.mjs');
    writeFileSync(
      path,
      `process.on('newListener', (name) => name === 'SIGTERM' && setImmediate(() => process.kill(process.pid, 'SIGTERM')));`,
    );
    return path;
  }

  it('answers one document when something is awaited for ever, or an error escapes', async () => {
    const spoilers = {
      'for-ever.mjs': `process.on('newListener', (name) => name === 'SIGTERM' && queueMicrotask(() => { Promise.reject(new Error('canary-4711')); }));`,
      'thrown.mjs': `process.on('newListener', (name) => name === 'SIGTERM' && process.nextTick(() => { throw new TypeError('canary-4711'); }));`,
    };
    for (const [name, text] of Object.entries(spoilers)) {
      writeFileSync(join(folder, name), text);
      const { out, code } = await run(['getReturnRequests', '-f', '/dev/null', '--config', await makeConfiguration(`of-${name}`)], {
        NODE_OPTIONS: `--import ${join(folder, name)}`,
      });
      expect(code).toBe(1);
      expect(JSON.parse(out)).toEqual({ message: expect.stringMatching(/internal error/) });
      expect(out).not.toContain('4711');
    }
  });

  it('does not crash when nobody reads its answer', async () => {
    const child = start(['getAvailableTemplates', '-f', '/dev/null']);
    child.stdout?.destroy();
    const { err, code } = await finish(child);
    expect([code, err]).toEqual([1, '']);
  });

  it('lets a reader of a list leave', async () => {
    const child = start(['--help']);
    child.stdout?.destroy();
    const { err } = await finish(child);
    expect(err).toBe('');
  });

  it('refuses an older Node in the words of who calls', async () => {
    const older = join(folder, 'older.cjs');
    writeFileSync(older, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });");
    const environment = { NODE_OPTIONS: `--require ${older}` };
    const forHostFactory = await run(['getRequestStatus', '-f', '/dev/null'], environment);
    expect([forHostFactory.code, forHostFactory.err]).toEqual([1, '']);
    expect(JSON.parse(forHostFactory.out)).toEqual({ message: expect.stringMatching(/needs Node 24 or newer/) });
    expect(await run(['machines', 'list'], environment)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/needs Node 24/) as string,
    });
  });

  it('says its version and refuses what it does not know, as the source does', async () => {
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await run(['machinez'])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/did you mean "machines"/) as string });
  });
});

describe('the demonstration', { tags: ['cli.demo', 'simulated'] }, () => {
  it(
    'shows machines delivered after the agent was killed, and nothing leaked or doubled',
    { timeout: 180_000, tags: ['engine.recovery.agent-killed', 'simulated'] },
    async () => {
      const { out, err, code } = await run(['demo'], { TMPDIR: folder });
      expect(err).toBe('');
      expect(code).toBe(0);
      for (const line of [
        /\$ kill -9 \d+/,
        /asked for +3\n/,
        /delivered +3\n/,
        /launched in the cloud +3\n/,
        /leaked.* 0\n/,
        /doubled.* 0\n/,
        /median time of a call +\d+ ms\n/,
      ]) {
        expect(out).toMatch(line);
      }
      const kept = /hostwright-demo-\w+/.exec(out)?.[0];
      expect(kept).toBeDefined();
      expect((await run(['agent', 'status', '--config', join(folder, kept ?? '', 'conf')])).code).not.toBe(0);
    },
  );
});
