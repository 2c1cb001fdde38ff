import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from '../../testing/command-line.js';
import { recordIo } from '../../testing/recorded-io.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { KEYS, type TypedStep, type TypedTerminal, typedTerminal } from '../../testing/typed-terminal.js';

/** Takes every default. */
const PROVIDER: TypedStep = [/Which cloud\?/, KEYS.enter];
const NAME: TypedStep = [/Name of the connection/, KEYS.enter];
const CLOUD_FILE: TypedStep = [/cloudFile: .*The file that is the cloud/s, KEYS.enter];
const DIALECT: TypedStep = [/Who will call it\?/, KEYS.enter];
const TEMPLATES: TypedStep = [/Templates to begin with/, KEYS.enter];
const CONFIRM: TypedStep = [/Nothing is written yet.*Write these files\?/s, KEYS.enter];
const DEFAULTS = [PROVIDER, NAME, CLOUD_FILE, DIALECT, TEMPLATES, CONFIRM];

interface Run extends CommandResult {
  readonly terminal: TypedTerminal;
}

async function typed(directory: string, steps: readonly TypedStep[], ...words: readonly string[]): Promise<Run> {
  const terminal = typedTerminal(steps);
  const result = await runCommand(['init', directory, ...words], {}, { ...recordIo(), terminal });
  return { ...result, terminal };
}

function filesOf(directory: string): Readonly<{ [name: string]: string }> {
  const names = ['hostwright.yaml', 'templates.json'];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), 'utf8').replaceAll(directory, 'DIR')]));
}

describe('the wizard', { tags: ['cli.wizard', 'real'] }, () => {
  it('writes with every default what --non-interactive writes', async () => {
    const folder = temporaryFolder();
    const { code, err, terminal } = await typed(join(folder, 'asked'), DEFAULTS);
    expect([code, terminal.waiting()]).toEqual([0, []]);
    expect(err).toContain('host-factory doctor');
    await runCommand(['init', join(folder, 'told'), '--provider', 'mock', '--non-interactive']);
    expect(filesOf(join(folder, 'asked'))).toEqual(filesOf(join(folder, 'told')));
  });

  it('writes what was answered, as the same answers in options do', async () => {
    const folder = temporaryFolder();
    const { code } = await typed(join(folder, 'asked'), [
      PROVIDER,
      [/Name of the connection/, 'east\r'],
      [/cloudFile: /, '${CONFIG_DIR}/other.db\r'],
      [/Who will call it\?/, KEYS.down.repeat(2) + KEYS.enter],
      [/Templates to begin with/, KEYS.space + KEYS.enter],
      [/connection +east.*called by +lsf.*templates +medium, large, spot/s, KEYS.enter],
    ]);
    expect(code).toBe(0);
    const options = ['--provider', 'mock', '--name', 'east', '--dialect', 'lsf', '--templates', 'medium,large,spot'];
    await runCommand(['init', join(folder, 'told'), ...options, '--set', 'cloudFile=${CONFIG_DIR}/other.db', '--non-interactive']);
    expect(filesOf(join(folder, 'asked'))).toEqual(filesOf(join(folder, 'told')));
    expect(filesOf(join(folder, 'told'))['hostwright.yaml']).toMatch(/name: "east"[^]*hostAttribute: mockhost[^]*cloudFile: ".*other\.db"/);
  });

  it('shows one question a screen, with its default', async () => {
    const { terminal } = await typed(join(temporaryFolder(), 'x'), DEFAULTS);
    const screens = terminal.raw().split('\u001b[2J\u001b[H').slice(1);
    expect(screens).toHaveLength(DEFAULTS.length);
    expect(screens[1]).toContain('mock');
    expect(screens[2]).toContain('${CONFIG_DIR}/mock-cloud.db');
    for (const [index, [question]] of DEFAULTS.entries()) {
      expect(screens.filter((screen) => question.test(screen))).toEqual([screens[index]]);
    }
  });

  it('asks only for what the command line does not say', async () => {
    const directory = join(temporaryFolder(), 'x');
    const words = [
      '--provider',
      'mock',
      '--name',
      'east',
      '--set',
      'cloudFile=/srv/cloud.db',
      '--dialect',
      'symphony',
      '--templates',
      'small',
    ];
    const { code, terminal } = await typed(directory, [CONFIRM], ...words);
    expect([code, terminal.raw().split('\u001b[2J\u001b[H')]).toEqual([0, expect.objectContaining({ length: 2 })]);
  });

  it('asks nothing with --non-interactive, even on a terminal', async () => {
    const { code, terminal } = await typed(join(temporaryFolder(), 'x'), [], '--provider', 'mock', '--non-interactive');
    expect([code, terminal.raw()]).toEqual([0, '']);
  });

  it('prints the files after the same questions, and writes none, with --dry-run', async () => {
    const directory = join(temporaryFolder(), 'x');
    const { code, out } = await typed(directory, DEFAULTS, '--dry-run');
    expect([code, existsSync(directory)]).toEqual([0, false]);
    expect(out).toContain('"templateId": "small"');
  });

  const leaves = Object.entries({ 'Ctrl-C': KEYS.ctrlC, 'Ctrl-D': KEYS.ctrlD, Escape: KEYS.escape, 'a cut line': undefined });
  describe.each(leaves)('left by %s', (_name, keys) => {
    it.each(DEFAULTS.map((_step, index) => index))('at question %i writes nothing, and says so', async (index) => {
      const folder = temporaryFolder();
      const steps = DEFAULTS.map((step, at): TypedStep => (at === index ? [step[0], keys] : step)).slice(0, index + 1);
      const { code, out, err } = await typed(join(folder, 'x'), steps);
      expect([code, out]).toEqual([130, '']);
      expect(err).toMatch(/^host-factory: Cancelled: nothing was written\. \[init-cancelled\]\n$/);
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it('takes a no to the summary for an end', async () => {
    const folder = temporaryFolder();
    const { code, err } = await typed(join(folder, 'x'), [...DEFAULTS.slice(0, -1), [CONFIRM[0], 'n']]);
    expect([code, readdirSync(folder)]).toEqual([130, []]);
    expect(err).toContain('nothing was written');
  });

  it.each([
    ['a name with a space', [PROVIDER, [/Name of/, 'a b\r'], [/use 1 to 64 letters/, KEYS.ctrlC]]],
    ['a long name', [PROVIDER, [/Name of/, `${'x'.repeat(65)}\r`], [/use 1 to 64 letters/, KEYS.ctrlC]]],
    ['a relative path', [PROVIDER, NAME, [/cloudFile/, 'cloud.db\r'], [/must be an absolute path/, KEYS.ctrlC]]],
    ['a long path', [PROVIDER, NAME, [/cloudFile/, `/${'x'.repeat(2_000)}\r`], [/2001 characters; at most 2000/, KEYS.ctrlC]]],
    ['a variable that is not set', [PROVIDER, NAME, [/cloudFile/, '${NO_SUCH}/x\r'], [/NO_SUCH is not set/, KEYS.ctrlC]]],
    ['a character that turns text around', [PROVIDER, NAME, [/cloudFile/, '/a\u202eb\r'], [/control character U\+202E/, KEYS.ctrlC]]],
    ['a line separator', [PROVIDER, NAME, [/cloudFile/, '/a\u0085b\r'], [/control character U\+0085/, KEYS.ctrlC]]],
  ] satisfies readonly (readonly [string, readonly TypedStep[]])[])('refuses %s with the reason at once', async (_what, steps) => {
    const { terminal } = await typed(join(temporaryFolder(), 'x'), steps);
    expect(terminal.waiting()).toEqual([]);
  });

  it('goes on with a better answer', async () => {
    const directory = join(temporaryFolder(), 'x');
    const again: readonly TypedStep[] = [
      [/Name of/, 'a b\r'],
      [/use 1 to 64 letters/, `${'\u007f'.repeat(3)}east\r`],
    ];
    const { code } = await typed(directory, [PROVIDER, ...again, ...DEFAULTS.slice(2)]);
    expect([code, filesOf(directory)['hostwright.yaml']]).toEqual([0, expect.stringContaining('name: "east"')]);
  });

  it('shows colours only where they are wanted', async () => {
    const { terminal } = await typed(join(temporaryFolder(), 'x'), DEFAULTS);
    // eslint-disable-next-line no-control-regex -- what colours begin with
    expect(terminal.raw()).not.toMatch(/\u001b\[[\d;]*m/);
  });
});
