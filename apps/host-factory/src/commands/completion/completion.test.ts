import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { visibleCommands } from '../../testing/every-command.js';
import { makeTestSite, runCommand } from '../../testing/command-line.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { sourceOf } from './value-sources.js';

interface Answer {
  readonly kind: string;
  readonly values: readonly string[];
}

async function completed(
  words: readonly string[],
  environment: Readonly<{ [name: string]: string }> = {},
  shell = 'fish',
): Promise<Answer> {
  const { code, out, err } = await runCommand(['__complete', shell, '--', ...words], environment);
  expect([code, err]).toEqual([0, '']);
  const [kind = '', ...lines] = out.trimEnd().split('\n');
  return { kind, values: lines.map((line) => line.split('\t')[0] ?? '') };
}

/** Every file below a folder, with what is in it; without the index that SQLite makes for whoever reads. */
function stateOf(directory: string): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/-(?:shm|wal)$/.test(entry.name),
  );
  return entries.map(({ parentPath, name }) => `${name} ${readFileSync(join(parentPath, name)).toString('base64')}`).toSorted();
}

describe('completion', { tags: ['cli.completion', 'real'] }, () => {
  it('knows every command that people may see, on each level', async () => {
    const groups = visibleCommands().filter(({ command }) => command.commands.length > 0);
    for (const { words, command } of groups) {
      const visible = command
        .createHelp()
        .visibleCommands(command)
        .map((child) => child.name());
      expect((await completed([...words, ''])).values).toEqual(visible);
    }
  });

  it('knows every option of every command', async () => {
    for (const { words, command } of visibleCommands()) {
      const flags = command
        .createHelp()
        .visibleOptions(command)
        .map(({ long }) => long);
      expect((await completed([...words, '-'])).values).toEqual(expect.arrayContaining(flags));
    }
  });

  it('knows where the value of each option and argument comes from', () => {
    const unknown = visibleCommands().flatMap(({ words, command }) => {
      const help = command.createHelp();
      const places = [...help.visibleOptions(command).filter(({ required }) => required), ...command.registeredArguments];
      return places.filter((place) => sourceOf(place) === undefined).map((place) => `${words.join(' ')}: ${place.name()}`);
    });
    expect(unknown).toEqual([]);
  });

  it('hides what is hidden', async () => {
    expect((await completed([''])).values).not.toContain('__complete');
    expect((await completed(['agent', ''])).values).not.toContain('run');
  });

  it.each<readonly [words: readonly string[], values: readonly string[]]>([
    [['mach'], ['machines']],
    [['machines', 'l'], ['list']],
    [['help', 'templ'], ['templates']],
    [['machines', 'list', '--out'], ['--output']],
    [
      ['machines', 'list', '-o', ''],
      ['table', 'json', 'yaml'],
    ],
    [['machines', 'list', '--output', 'j'], ['json']],
    [['machines', 'list', '--output=y'], ['--output=yaml']],
    [['--quiet', 'machines', 'l'], ['list']],
    [['machines', '--quiet', 'l'], ['list']],
    [
      ['scripts', 'install', 'x', '--dialect', ''],
      ['symphony', 'lsf'],
    ],
    [['init', 'x', '--provider', ''], ['mock']],
    [['explain', 'store-bu'], ['store-busy']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['init', 'x', '--name', ''], []],
    [['machines', 'request', 'small', ''], []],
    [['machines', 'list', '--', '--out'], []],
    [['nothing', 'such', ''], []],
    [['machines', 'list', '--nosuch=x'], []],
  ])('of %j is %j', async (words, values) => {
    expect(await completed(words)).toEqual({ kind: 'words', values });
  });

  it('offers no option twice, unless it may be given twice', async () => {
    expect((await completed(['machines', 'list', '--all', '--al'])).values).toEqual([]);
    expect((await completed(['init', 'x', '--set', 'a=b', '--se'])).values).toEqual(['--set']);
  });

  it.each([
    [['machines', 'list', '--config', ''], 'folders'],
    [['machines', 'list', '--config=/et'], 'folders'],
    [['templates', 'validate', ''], 'files'],
    [['templates', 'validate', 'a.json', ''], 'files'],
    [['init', ''], 'folders'],
  ])('of %j is the business of the shell: %s', async (words, kind) => {
    expect(await completed(words)).toEqual({ kind, values: [] });
  });

  it('knows the templates, connections, requests and machines of the deployment that is meant', async () => {
    const site = await makeTestSite();
    const asked = await site.run('machines', 'request', 'small', '2', '--wait', '--timeout', '120', '-o', 'json');
    const { requestId, machines } = asked.json() as {
      readonly requestId: string;
      readonly machines: readonly { readonly machineId: string }[];
    };
    const [first = '', second = ''] = machines.map(({ machineId }) => machineId);
    const config = ['--config', site.directory];
    expect((await completed(['machines', 'request', ...config, 'sm'])).values).toEqual(['small']);
    expect((await completed(['providers', 'health', ...config, ''])).values).toEqual(['mock']);
    expect((await completed(['requests', 'show', ...config, 'req'])).values).toEqual([requestId]);
    expect((await completed(['machines', 'return', ...config, ''])).values.toSorted()).toEqual([first, second].toSorted());
    expect((await completed(['machines', 'return', ...config, first, ''])).values).toEqual([second]);
    const quoted = `'${site.directory.replaceAll("'", String.raw`'\''`)}'`;
    expect((await completed(['templates', 'show', '--config', quoted, 'lar'], {}, 'bash')).values).toEqual(['large']);
    expect((await completed(['templates', 'show', 'lar'], { HF_PROVIDER_CONFDIR: site.directory })).values).toEqual(['large']);
    expect((await completed(['templates', 'show', '--config', '~', 'lar'], { HOME: site.directory })).values).toEqual(['large']);
  });

  it('knows the templates of a deployment that was never used', async () => {
    const { directory } = await makeTestSite();
    const before = stateOf(directory);
    expect((await completed(['machines', 'request', '--config', directory, 'sm'])).values).toEqual(['small']);
    expect(stateOf(directory)).toEqual(before);
  });

  it('changes nothing, and wakes nobody', async () => {
    const site = await makeTestSite();
    await site.run('machines', 'request', 'small', '1', '--wait', '--timeout', '120');
    const file = join(site.directory, 'hostwright.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('agent: off', 'agent: auto'));
    const before = stateOf(site.directory);
    for (const words of [
      ['templates', 'show'],
      ['requests', 'show'],
      ['machines', 'return'],
      ['requests', 'cancel'],
    ]) {
      await completed([...words, '--config', site.directory, '']);
    }
    expect(stateOf(site.directory)).toEqual(before);
    expect((await site.run('agent', 'status', '-o', 'json')).json()).toEqual({ running: false });
  });

  it('offers nothing, without a word, where there is no deployment or nothing was ever done', async () => {
    const empty = join(temporaryFolder(), 'empty');
    mkdirSync(empty);
    for (const directory of [empty, join(empty, 'none'), '/proc/self/mem']) {
      for (const words of [
        ['machines', 'request'],
        ['requests', 'show'],
        ['machines', 'show'],
      ]) {
        expect(await completed([...words, '--config', directory, ''])).toEqual({ kind: 'words', values: [] });
      }
    }
    expect(readdirSync(empty)).toEqual([]);
  });

  it('of an unknown shell names those that are known, and the nearest', async () => {
    const { code, out, err } = await runCommand(['completion', 'bsh']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      /^host-factory: <shell>: "bsh" cannot be used\. It is one of bash, zsh, fish; did you mean "bash"\? .*\[usage-invalid-value\]\n$/,
    );
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('says in its help how each shell gets it', async () => {
    const { out } = await runCommand(['completion', '--help']);
    expect(out).toMatch(/bash:\n.*~\/\.bashrc\n.*zsh:\n.*_host-factory\n.*\.zshrc\n.*fish:\n.*config\/fish\/completions/);
  });
});
