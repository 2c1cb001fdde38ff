import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hostwright-kit-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function ran(...words: readonly string[]) {
  let out = '';
  let err = '';
  const code = await runCli(words, { out: (text) => void (out += text), err: (text) => void (err += text) });
  return { code, out, err };
}

/** A plugin's folder whose subject is that module. */
function plugin(subject: string, manifest = '{ "type": "module", "hostwright": { "conformance": "./subject.js" } }'): string {
  mkdirSync(join(home, 'plugin/dist'), { recursive: true });
  writeFileSync(join(home, 'plugin/package.json'), manifest);
  writeFileSync(join(home, 'plugin/subject.js'), subject);
  return join(home, 'plugin/dist');
}

/** A subject whose world does not open: every case fails. */
const BROKEN = 'export const subject = { definition: { id: "broken" }, open: async () => { throw new Error("no\\nroom"); } };';

describe('the command of the kit', { tags: ['proof.conformance-reports', 'real'] }, () => {
  it('judges the plugin whose package.json stands above the built files, writes reports, and ends with 1 when a case failed', async () => {
    const reports = join(home, 'reports');
    const { code, out } = await ran(plugin(BROKEN), '--only', 'catalog.zones', '--report', 'md,json,junit', '--out', reports);
    expect(code).toBe(1);
    expect(out.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^provider broken, contract v\S+, 1 cases$/),
      expect.stringMatching(/^FAILED {9}catalog\.zones\.named-once: /),
      '               the world did not open: Error: no room',
    ]);
    expect(out).toMatch(/^0 passed, 1 failed, 0 skipped, 0 not exercised$/m);
    expect(JSON.parse(readFileSync(join(reports, 'conformance.json'), 'utf8'))).toMatchObject({ providerId: 'broken' });
    expect(existsSync(join(reports, 'conformance.md')) && existsSync(join(reports, 'conformance.junit.xml'))).toBe(true);
  });

  it.each<[string, () => readonly string[], RegExp]>([
    ['no plugin', () => [], /Which plugin\? Name its folder/],
    ['a folder that is not there', () => [join(home, 'nowhere')], /There is no plugin at \S+nowhere/],
    ['a package.json that names no subject', () => [plugin(BROKEN, '{}')], /package\.json names no subject: add "conformance"/],
    ['a package.json that is empty', () => [plugin(BROKEN, 'null')], /package\.json names no subject/],
    ['a package.json that is damaged', () => [plugin(BROKEN, '{')], /package\.json cannot be read: /],
    ['a subject that is not built', () => [plugin(BROKEN), '--subject', join(home, 'x.js')], /does not exist; build the plugin first/],
    ['a module that cannot be loaded', () => [plugin('export const subject = ;')], /subject\.js cannot be loaded: /],
    ['a module without a subject', () => [plugin('export const other = 1;')], /exports no subject/],
    ['a subject without a definition', () => [plugin('export const subject = { open() {} };')], /has no "definition"/],
    ['ids that no case begins with', () => [plugin(BROKEN), '--only', 'nothing'], /No case begins with nothing/],
    [
      'reports that cannot be written',
      () => [plugin(BROKEN), '--report', 'md', '--out', join(home, 'plugin/subject.js')],
      /^\S+ Reports cannot/,
    ],
  ])('ends with 2 and one line for %s', async (_what, words, says) => {
    const { code, out, err } = await ran(...words());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^hostwright-conformance: [^\n]+\n$/);
    expect(err).toMatch(says);
  });
});
