import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

let folder = '';
let site = '';
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hw-interrupt-')));
  site = join(folder, 'conf');
  await finished(start(['init', site, '--provider', 'mock', '--non-interactive']));
  const file = join(site, 'hostwright.yaml');
  // Machines that never boot: whoever waits for them waits until he is interrupted.
  const slow = readFileSync(file, 'utf8')
    .replace('agent: auto', 'agent: off')
    .replace(/^( +)cloudFile: .*$/m, '$&\n$1bootTimeMs: 86400000');
  writeFileSync(file, slow);
  await finished(start(['machines', 'request', 'small', '1', '--config', site]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function start(words: readonly string[]): ChildProcess {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  return spawn(process.execPath, [inject('programPath'), ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs `onText` with all that was written so far, on both streams together. */
function finished(child: ChildProcess, onText: (text: string) => void = () => undefined): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => onText((out += text) + err));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => onText(out + (err += text)));
    child.on('error', reject).on('close', (code, signal) => resolve({ out, err, code, signal }));
  });
}

/** Presses Ctrl-C once this was shown. */
function interruptedAfter(words: readonly string[], shown: RegExp): Promise<Ran> {
  const child = start([...words, '--config', site]);
  let isPressed = false;
  return finished(child, (text) => {
    if (!isPressed && shown.test(text)) isPressed = child.kill('SIGINT');
  });
}

describe('Ctrl-C', { tags: ['cli.terminal', 'real'] }, () => {
  it('ends a wait with 130 and one line; the request goes on', async () => {
    const { out, err, code, signal } = await interruptedAfter(['machines', 'request', 'small', '1', '--wait'], /accepted/);
    expect([code, signal, out]).toEqual([130, null, '']);
    const [accepted = '', last = '', ...rest] = err.trimEnd().split('\n');
    expect(rest).toEqual([]);
    const [requestId = ''] = accepted.split(' ');
    expect(last).toMatch(/^host-factory: Interrupted\b.*\[interrupted\]$/);
    const { out: listed } = await finished(start(['requests', 'list', '--open', '--quiet', '--config', site]));
    expect(listed.trim().split('\n')).toContain(requestId);
  });

  it('ends a watch with 130 and no word', async () => {
    const { out, err, code, signal } = await interruptedAfter(['requests', 'list', '--watch', '-o', 'json'], /\n/);
    expect([code, signal, err]).toEqual([130, null, '']);
    for (const line of out.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ kind: 'acquire' });
  });
});

describe('a reader that left', { tags: ['cli.terminal', 'real'] }, () => {
  it.each([[['explain', '-o', 'json']], [['explain']], [['--help']], [['requests', 'list', '--watch']]])(
    'ends %j without a word',
    async (words) => {
      const child = start(words.includes('--watch') ? [...words, '--config', site] : words);
      child.stdout?.destroy();
      const { err, code } = await finished(child);
      expect([code, err]).toEqual([0, '']);
    },
  );
});

describe('a disk that is full', { tags: ['cli.errors', 'simulated'] }, () => {
  it('is told of in one line, with 4: half a result is no result', async () => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [inject('programPath'), 'explain'], { env, stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    const { err, code } = await finished(child);
    expect(code).toBe(4);
    expect(err).toMatch(/^host-factory: The result could not be written\. .*no space is left \(ENOSPC\)\. .*\[disk-full\]\n$/);
  });
});

describe('an error that nobody waits for', { tags: ['cli.errors', 'simulated'] }, () => {
  it('is told in one line, without a stack, with 9', async () => {
    const hook = join(folder, 'hook.mjs');
    // As a plugin's timer would throw, as soon as something was printed.
    writeFileSync(
      hook,
      `const { write } = process.stdout;
process.stdout.write = function (...words) { setTimeout(() => { throw new TypeError('boom'); }, 0); return write.apply(this, words); };`,
    );
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, NODE_OPTIONS: `--import ${hook}` };
    const words = ['requests', 'list', '--watch', '--config', site];
    const child = spawn(process.execPath, [inject('programPath'), ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { err, code } = await finished(child);
    expect(code).toBe(9);
    expect(err).toMatch(/^host-factory: Internal error, please report it: TypeError: boom \(at .*\) \[internal-error\]\n$/);
  });
});
