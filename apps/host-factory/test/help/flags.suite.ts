import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { visibleCommands } from '../../src/testing/every-command.js';
import { recordIo } from '../../src/testing/recorded-io.js';
import { BASES } from './flags/bases.js';
import { OPERATIONS } from './flags/operations.js';
import { SITE_FILES } from './flags/site-files.js';
import { data, ids, type Observations, printed, Stage } from './flags/stage.js';
import { TAKE_OVER } from './flags/take-over.js';
import { WORK } from './flags/work.js';

const OBSERVATIONS: Observations = { ...SITE_FILES, ...TAKE_OVER, ...WORK, ...OPERATIONS };
/** Shown for every command that has them, in one way. */
const COMMON = new Set(['--help', '--output', '--config']);

const LEAVES = visibleCommands().filter(({ command }) => command.commands.length === 0);

function commandsWith(flag: string): readonly string[] {
  return LEAVES.filter(({ command }) => command.options.some(({ long }) => long === flag)).map(({ words }) => words.join(' '));
}

const FLAGS = LEAVES.flatMap(({ words, command }) =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => (long === undefined || COMMON.has(long) ? [] : [`${words.join(' ')} ${long}`])),
);

const stage = new Stage();

function baseOf(name: string): Promise<string> {
  return BASES[name]?.(stage) ?? Promise.reject(new Error(`no line is known for ${name}`));
}

afterAll(() => stage.clear());

describe('the flag', { tags: ['cli.help', 'simulated'] }, () => {
  it('of every command has a test here, and no other', () => {
    const own = FLAGS.filter((flag) => flag !== 'scripts install --config');
    expect(
      Object.keys(OBSERVATIONS)
        .filter((flag) => flag !== 'scripts install --config')
        .toSorted(),
    ).toEqual(own.toSorted());
    expect(Object.keys(BASES).toSorted()).toEqual([...new Set([...commandsWith('--output'), ...commandsWith('--config')])].toSorted());
  });

  it.each(Object.entries(OBSERVATIONS))('%s does something that shows', async (_flag, observe) => {
    expect.hasAssertions();
    await observe(stage);
  });
});

describe('the flag --output', { tags: ['cli.output-forms', 'simulated'] }, () => {
  it.each(commandsWith('--output'))('gives the result of "%s" as a table, as JSON and as YAML', async (name) => {
    const site = await stage.usual();
    const [asTable, asJson, asYaml] = [
      await printed(site, await baseOf(name)),
      await printed(site, `${await baseOf(name)} --output json`),
      await printed(site, `${await baseOf(name)} --output yaml`),
    ];
    expect(keysOf(parse(asYaml))).toEqual(keysOf(JSON.parse(asJson)));
    // The schema of a file has no table: it is JSON unless one says otherwise.
    expect([isJson(asTable), isJson(asJson), isJson(asYaml)]).toEqual([name === 'config schema', true, false]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return [keysOf(value[0])];
  return typeof value === 'object' && value !== null ? Object.keys(value) : typeof value;
}

describe('the flag --config', { tags: ['cli.help', 'simulated'] }, () => {
  it.each(commandsWith('--config').filter((name) => name !== 'config new-deployment'))(
    'lets "%s" work on another deployment',
    async (name) => {
      const site = await stage.usual();
      const elsewhere = await site.run([...(await baseOf(name)).split(' '), '--config', '/nowhere/at/all']);
      // A bundle is made of whatever there is, and says what there is not.
      expect(elsewhere.out + elsewhere.err).toContain(name === 'support bundle' ? 'configuration; store;' : '/nowhere/at/all');
      const there = await printed(site, `${await baseOf(name)} --config ${site.directory}`);
      expect(there).not.toContain('/nowhere');
    },
  );

  it('lets "config new-deployment" work on another deployment', async () => {
    const site = await stage.usual();
    const before = await data<{ readonly deploymentId: string }>(site, 'store info');
    await printed(site, await baseOf('config new-deployment'));
    expect(await data(site, 'store info')).toMatchObject({ deploymentId: before.deploymentId });
  });
});

describe('the flags of the whole program', { tags: ['cli.terminal', 'simulated'] }, () => {
  it('--quiet leaves the results alone', async () => {
    const site = await stage.usual();
    const [{ out, err }, quiet] = [await site.run('orphans list'.split(' ')), await site.run('orphans list --quiet'.split(' '))];
    expect([out === quiet.out, err === '', quiet.err]).toEqual([false, false, '']);
    expect(await ids(site, 'orphans list')).toEqual(quiet.out.trim().split('\n').toSorted());
  });

  it('--no-color takes the colours away', async () => {
    const site = await stage.usual();
    const line = 'doctor --check templates';
    expect(await printed(site, line, colored())).toContain('\u001b[');
    expect(await printed(site, `${line} --no-color`, colored())).not.toContain('\u001b[');
  });

  it('--version says which one it is', async () => {
    expect((await (await stage.usual()).run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

/** On a terminal that shows colours, unless the command line says otherwise. */
function colored(): ReturnType<typeof recordIo> {
  const io = recordIo(undefined, { columns: 80, rows: 24, canRedraw: true });
  let wanted = true;
  const prefer = io.prefer.bind(io);
  return Object.defineProperties(io, {
    color: { get: () => wanted },
    prefer: { value: (preferences: Parameters<typeof prefer>[0]) => ((wanted = preferences.color), prefer(preferences)) },
  });
}
