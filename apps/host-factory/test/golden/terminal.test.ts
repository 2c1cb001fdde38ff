import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { recordIo } from '../../src/testing/recorded-io.js';
import { endProcessesOf } from '../e2e/harness/processes.js';
import { until } from '../e2e/harness/until.js';
import { type PreparedSite, prepareSite, siteEnvironment } from './prepared-site.js';

/** The built program at a terminal of its own, which is 80 columns wide. */
interface Typed {
  /** All that was shown. */
  readonly raw: () => string;
  readonly type: (keys: string) => void;
  /** Waits until something has been shown. */
  readonly sees: (text: RegExp) => Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

function atTerminal(site: PreparedSite, line: string, variables: Readonly<{ [name: string]: string }> = {}): Typed {
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', TERM: 'xterm', ...siteEnvironment(site.root), ...variables };
  const command = `stty cols 80 rows 40 && exec '${process.execPath}' '${inject('programPath')}' ${line}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], { env: environment, stdio: 'pipe' });
  let raw = '';
  child.stdout.on('data', (bytes: Buffer) => (raw += bytes.toString()));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    raw: () => raw,
    ended,
    type: (keys) => void child.stdin.write(keys),
    sees: async (text) => {
      await until(() => text.test(stripVTControlCharacters(raw)), { what: `${text} on the terminal`, intervalMs: 20 });
    },
  };
}

async function freshSite(): Promise<PreparedSite> {
  const prepared = await prepareSite();
  onTestFinished(async () => {
    await endProcessesOf(prepared.root);
    prepared.remove();
  });
  return prepared;
}

/** Ends of lines as programs write them. */
function linesOf(raw: string): string {
  return raw.replaceAll('\r\n', '\n');
}

describe('on a real terminal', { tags: ['cli.terminal', 'cli.wizard', 'real'] }, () => {
  it('a table is what it is in the tests of output', async () => {
    const prepared = await freshSite();
    for (const line of ['requests list --kind return --output json', 'templates list', 'providers list']) {
      const shown = atTerminal(prepared, line);
      expect(await shown.ended).toBe(0);
      const { out } = await prepared.run(line.split(' '), recordIo(undefined, { columns: 80, rows: 40, canRedraw: true }));
      expect(linesOf(shown.raw())).toBe(out);
    }
  });

  it('colours are shown, unless they are not wanted', async () => {
    const prepared = await freshSite();
    const line = 'doctor --check templates';
    const runs = [
      atTerminal(prepared, line),
      atTerminal(prepared, `${line} --no-color`),
      atTerminal(prepared, line, { NO_COLOR: '1' }),
      atTerminal(prepared, line, { TERM: 'dumb' }),
    ];
    const codes = await Promise.all(runs.map(({ ended }) => ended));
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(runs.map(({ raw }) => raw().includes('\u001b[32m'))).toEqual([true, false, false, false]);
  });

  it('init asks, shows what it would write, and writes it', async () => {
    const prepared = await freshSite();
    const directory = join(prepared.root, 'asked');
    const shown = atTerminal(prepared, `init ${directory}`);
    for (const question of [
      /Which cloud\?/,
      /Name of the connection/,
      /cloudFile/,
      /Who will call it\?/,
      /Templates to begin with/,
      /Write these files\?/,
    ]) {
      await shown.sees(question);
      expect(existsSync(directory)).toBe(false);
      shown.type('\r');
    }
    expect(await shown.ended).toBe(0);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['deployment.json', 'hostwright.yaml', 'templates.json']));
    // The terminal gets its cursor back.
    expect(shown.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(shown.raw().lastIndexOf('\u001b[?25l'));
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['Escape', '\u001b'],
  ])('init that is left by %s writes nothing, and says so', async (_name, key) => {
    const prepared = await freshSite();
    mkdirSync(join(prepared.root, 'empty'));
    const shown = atTerminal(prepared, `init ${prepared.root}/empty/x`);
    await shown.sees(/Which cloud\?/);
    shown.type(key);
    expect(await shown.ended).toBe(130);
    expect(stripVTControlCharacters(shown.raw())).toContain('Cancelled: nothing was written.');
    expect(readdirSync(join(prepared.root, 'empty'))).toEqual([]);
  });
});
