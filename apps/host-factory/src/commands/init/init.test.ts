import { chmodSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { type CommandResult, runCommand } from '../../testing/command-line.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';

const MOCK = ['--provider', 'mock', '--non-interactive'];

function init(directory: string, ...words: readonly string[]): Promise<CommandResult> {
  return runCommand(['init', directory, ...MOCK, ...words]);
}

function expectRefusal({ code, out, err }: CommandResult, exitCode: number, message: RegExp): void {
  expect([code, out]).toEqual([exitCode, '']);
  expect(err).toMatch(message);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
}

describe('init', { tags: ['cli.init', 'real'] }, () => {
  it('names every file that it wrote, and wrote no other', async () => {
    const directory = join(temporaryFolder(), 'a', 'b');
    const { code, out } = await init(directory, '-o', 'json');
    expect(code).toBe(EXIT.ok);
    const { files } = JSON.parse(out) as { readonly files: readonly string[] };
    const there = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.toSorted()).toEqual(there.map(({ parentPath, name }) => join(parentPath, name)).toSorted());
    expect(files.map((path) => path.slice(directory.length + 1))).toEqual(
      expect.arrayContaining(['hostwright.yaml', 'templates.json', 'deployment.json']),
    );
    const table = await init(join(temporaryFolder(), 'c'));
    expect(table.out).toMatch(/hostwright\.yaml\n.*templates\.json\n.*deployment\.json\n4 templates: small, medium, large, spot\n$/s);
  });

  it('prints with --dry-run what it would write, to the letter, and writes nothing', async () => {
    const folder = temporaryFolder();
    const directory = join(folder, 'x');
    const { code, out } = await init(directory, '--dry-run', '-o', 'json');
    expect([code, readdirSync(folder)]).toEqual([EXIT.ok, []]);
    const planned = JSON.parse(out) as { readonly files: readonly { readonly path: string; readonly text: string }[] };
    await init(directory);
    expect(planned.files.map(({ path }) => path)).toEqual([join(directory, 'hostwright.yaml'), join(directory, 'templates.json')]);
    for (const { path, text } of planned.files) expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('writes settings in the kind that the provider takes, and refuses others', async () => {
    const directory = join(temporaryFolder(), 'x');
    const good = await init(directory, '--set', 'region=mock-2', '--set', 'bootTimeMs=300');
    expect(good.code).toBe(EXIT.ok);
    expect(readFileSync(join(directory, 'hostwright.yaml'), 'utf8')).toMatch(/bootTimeMs: 300\n/);
    expect((await runCommand(['providers', 'health', '--config', directory])).code).toBe(EXIT.ok);
    const elsewhere = join(temporaryFolder(), 'y');
    expectRefusal(await init(elsewhere, '--set', 'bootTimeMs=soon'), REMEDY_EXIT_CODES['fix-settings'], /bootTimeMs.*\[init-settings\]/);
    expectRefusal(await init(elsewhere, '--set', 'bootTimems=3'), REMEDY_EXIT_CODES['fix-settings'], /bootTimems.*bootTimeMs/);
    expectRefusal(await init(elsewhere, '--set', 'region'), EXIT.usage, /KEY=VALUE/);
    expectRefusal(await init(elsewhere, '--set', 'region=a\u001bb'), EXIT.usage, /control character U\+001B/);
    expectRefusal(await init(elsewhere, '--set', 'region=${NO_SUCH}'), REMEDY_EXIT_CODES['fix-settings'], /NO_SUCH/);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('writes the templates that are named, and suggests the nearest of those that are not known', async () => {
    const directory = join(temporaryFolder(), 'x');
    expect((await init(directory, '--templates', 'large,small')).out).toMatch(/2 templates: (?:large, small|small, large)/);
    expectRefusal(await init(`${directory}2`, '--templates', 'smal'), REMEDY_EXIT_CODES['fix-template'], /smal.*"small"/);
    expectRefusal(await init(`${directory}2`, '--templates', ','), EXIT.usage, /one id or more/);
  });

  it('names the connection, and refuses names that no configuration takes', async () => {
    const directory = join(temporaryFolder(), 'x');
    await init(directory, '--name', 'east');
    const list = await runCommand(['templates', 'list', '--config', directory, '-o', 'json']);
    expect(list.json()).toEqual(expect.arrayContaining([expect.objectContaining({ connection: 'east' })]));
    for (const name of ['', 'a b', '-x', 'x'.repeat(65), 'a\nb', '../x']) {
      expectRefusal(await init(`${directory}2`, `--name=${name}`), EXIT.usage, /1 to 64 letters|control character/);
    }
  });

  it.each(['symphony', 'lsf'])('tells what comes next for %s', async (dialect) => {
    const directory = join(temporaryFolder(), 'x');
    const { err } = await init(directory, '--dialect', dialect);
    expect(err).toContain(`--dialect ${dialect} --config`);
    expect(readFileSync(join(directory, 'hostwright.yaml'), 'utf8').includes('hostAttribute')).toBe(dialect === 'lsf');
  });

  it.each(['', ' '])('takes no empty name for the current folder: "%s"', async (directory) => {
    const folder = temporaryFolder();
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    expectRefusal(await init(directory), EXIT.usage, /It is the path of a folder.*\[usage-invalid-value\]/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a setting that is said twice', async () => {
    const directory = join(temporaryFolder(), 'x');
    expectRefusal(await init(directory, '--set', 'seed=5', '--set', 'seed=6'), EXIT.usage, /"seed" is said twice/);
    expect(existsSync(directory)).toBe(false);
  });

  it('suggests the nearest provider', async () => {
    const { code, err } = await runCommand(['init', join(temporaryFolder(), 'x'), '--provider', 'mok', '--non-interactive']);
    expect(code).toBe(REMEDY_EXIT_CODES['fix-settings']);
    expect(err).toMatch(/mok.*mock/);
  });
});

describe('init into a bad place', { tags: ['cli.init', 'real'] }, () => {
  const link = (to: string) => (folder: string) => symlinkSync(to, join(folder, 'x'));
  it.each<readonly [what: string, make: (folder: string) => void, message: RegExp]>([
    ['a file', (folder) => writeFileSync(join(folder, 'x'), ''), /x is not a folder/],
    ['a link to nowhere', link('nowhere'), /x is a link to nowhere, which does not exist/],
    ['a link to itself', link('x'), /ELOOP/],
    ['a link to a file', link('/etc/passwd'), /which is not a folder/],
    ['a link into /proc', link('/proc/self'), /\/proc is the kernel's/],
  ])('like %s is refused with one line, and changes nothing', async (_what, make, message) => {
    const folder = temporaryFolder();
    make(folder);
    const before = readdirSync(folder);
    expectRefusal(await init(join(folder, 'x')), REMEDY_EXIT_CODES['fix-settings'], message);
    expect(readdirSync(folder)).toEqual(before);
  });

  it.runIf(process.geteuid?.() === 0)("that is somebody else's link, or a link to somebody else's folder, is refused", async () => {
    const folder = temporaryFolder();
    symlinkSync('/tmp', join(folder, 'link'));
    lchownSync(join(folder, 'link'), 54_321, 54_321);
    mkdirSync(join(folder, 'theirs'));
    lchownSync(join(folder, 'theirs'), 54_321, 54_321);
    symlinkSync('theirs', join(folder, 'x'));
    for (const path of ['link', 'link/below', 'x']) {
      expectRefusal(await init(join(folder, path)), REMEDY_EXIT_CODES['fix-settings'], /belongs to another user \(uid 54321\)/);
    }
    expect(readdirSync(join(folder, 'theirs'))).toEqual([]);
  });

  it.each([
    '/proc/1/x',
    '/proc/x/y',
    '/proc/self/fd/x',
    '/proc',
    '/sys/kernel/x',
    '/sys/x',
    '/dev/x',
    '/dev/null',
    '/dev/null/x',
    `/tmp/${'x'.repeat(300)}`,
    '/tmp/a\nb',
  ])('like %s is refused with one line', async (directory) => {
    const result = await init(directory);
    expectRefusal(result, REMEDY_EXIT_CODES['fix-settings'], /cannot be used.*\[init-not-written\]/);
    expect(result.err).toContain('Choose a folder that you may write to.');
  });

  it.each(['hostwright.yaml', 'hostwright.json', 'deployment.json', 'awsprov_config.json', 'templates.yaml'])(
    'with %s in it already is left alone',
    async (name) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, name), '{}');
      expectRefusal(await init(folder), REMEDY_EXIT_CODES['fix-settings'], /is configured already \(.*\).*\[init-already-configured\]/);
      expect([readdirSync(folder), readFileSync(join(folder, name), 'utf8')]).toEqual([[name], '{}']);
    },
  );

  it('is refused before anything is asked', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'hostwright.yaml'), '');
    const { code, err } = await runCommand(['init', folder]);
    expect([code, err]).toEqual([REMEDY_EXIT_CODES['fix-settings'], expect.stringContaining('is configured already')]);
  });

  it('that is readable but other files stand in takes the site beside them', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    chmodSync(folder, 0o700);
    expect((await init(folder)).code).toBe(EXIT.ok);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });
});
