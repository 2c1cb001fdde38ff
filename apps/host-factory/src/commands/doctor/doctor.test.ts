import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreError } from '@hostwright/core';
import { EXIT } from '../../exit-codes.js';
import { createProgram } from '../../program.js';
import { makeTestSite, runCommand, type TestSite } from '../../testing/command-line.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { CHECKS } from './checks.js';
import type { Finding } from './finding.js';
import { hostCheck } from './check.js';
import { contextWith, lookAt } from './testing/look-at.js';
import { expectMends, mendProblem } from './testing/mends.js';

interface Report {
  readonly code: number;
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
}

async function report(site: TestSite, ...words: readonly string[]): Promise<Report> {
  const { code, json } = await site.run('doctor', '-o', 'json', ...words);
  return { code, ...(json() as Omit<Report, 'code'>) };
}

describe('doctor', { timeout: 120_000, tags: ['cli.doctor', 'real'] }, () => {
  it('finds nothing wrong with a new deployment, nor with one that has worked', async () => {
    const site = await makeTestSite();
    expect(await report(site)).toMatchObject({ code: EXIT.ok, healthy: true });
    await site.run('machines', 'request', 'small', '1', '--wait', '--timeout', '60');
    const { findings, code } = await report(site);
    expect([code, findings.filter(({ status }) => status === 'wrong')]).toEqual([EXIT.ok, []]);
    expect([...new Set(findings.map(({ check }) => check))]).toEqual(CHECKS.map(({ name }) => name));
  });

  it('leaves everything as it is', async () => {
    const site = await makeTestSite();
    await site.run('machines', 'list');
    // The configuration's snapshot, and what any reader of the store's log needs, may be made anew.
    const made = /configuration-snapshot\.json$|\.db-(?:shm|wal)$/;
    const files = (): readonly string[] =>
      readdirSync(site.directory, { recursive: true, encoding: 'utf8' })
        .filter((name) => !made.test(name))
        .toSorted();
    const before = files();
    await report(site);
    expect(files()).toEqual(before);
  });

  it.each<{ readonly title: string; readonly check: string; readonly spoil: (directory: string) => void }>([
    {
      title: 'a configuration that is none',
      check: 'configuration',
      spoil: (directory) => writeFileSync(join(directory, 'hostwright.yaml'), 'version: ['),
    },
    {
      title: 'a store that is none',
      check: 'store',
      spoil: (directory) => writeFileSync(join(directory, 'work', 'hostwright.db'), 'no database, whatever its name says '.repeat(50)),
    },
    {
      title: 'a file where the work directory should be',
      check: 'configuration',
      spoil: (directory) => {
        rmSync(join(directory, 'work'), { recursive: true, force: true });
        writeFileSync(join(directory, 'work'), '');
      },
    },
  ])('finds $title, says what mends it, and ends with 11', async ({ check, spoil }) => {
    const site = await makeTestSite();
    mkdirSync(join(site.directory, 'work'), { recursive: true, mode: 0o700 });
    spoil(site.directory);
    const { code, healthy, findings } = await report(site);
    expect([code, healthy]).toEqual([EXIT.unhealthy, false]);
    expect(findings.filter(({ status }) => status === 'wrong').map((finding) => finding.check)).toContain(check);
    expectMends(findings, createProgram(contextWith()));
    expect((await site.run('doctor')).out).toMatch(/^wrong {2}.*\n {7}\$ /m);
  });

  it('looks at this host also where nothing names a deployment', async () => {
    const { code, out } = await runCommand(['doctor']);
    expect(code).toBe(EXIT.unhealthy);
    expect(out).toMatch(/HF_PROVIDER_CONFDIR.*PRO_CONF_DIR.*--config/);
    expect(out).toMatch(/^ok {5}node: /m);
  });

  it('looks only at what --check names, as often as it is said', async () => {
    const site = await makeTestSite();
    const { findings } = await report(site, '--check', 'store', '--check', 'templates');
    expect(findings.map(({ check }) => check)).toEqual(['store', 'templates']);
  });

  it('knows what a mistyped check was meant to be', async () => {
    const { code, err } = await runCommand(['doctor', '--check', 'strore']);
    expect([code, err]).toEqual([EXIT.usage, expect.stringMatching(/^host-factory: .*store/)]);
    const unknown = await runCommand(['doctor', '--check', 'zzzzzzzzzz']);
    expect([unknown.code, unknown.err]).toEqual([EXIT.usage, expect.stringMatching(/node, path, curl/)]);
  });

  it('with --quiet prints only what is not well', async () => {
    const site = await makeTestSite();
    writeFileSync(join(site.directory, 'more-templates.json'), '{"templates":[{"templateId":"x"}]}');
    const { out, code } = await site.run('--quiet', 'doctor', '--check', 'templates', '--check', 'store');
    expect(code).toBe(EXIT.unhealthy);
    expect(out).toMatch(/^(?:wrong {2}templates: .*\n {7}\$ .*\n)+$/);
  });

  it('tells programs the same as YAML', async () => {
    const site = await makeTestSite();
    const { out } = await site.run('doctor', '--check', 'store', '-o', 'yaml');
    expect(out).toMatch(/^healthy: true\nfindings:\n {2}- check: store\n {4}status: ok\n/);
  });

  it('lists its checks in its help', async () => {
    const { out } = await runCommand(['doctor', '--help']);
    for (const { name } of CHECKS) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });

  it('takes a look that fails for a finding, and asks for a report when it is our own mistake', async () => {
    const failing = (error: Error): ReturnType<typeof hostCheck> =>
      hostCheck('failing', '', () => {
        throw error;
      });
    const [mistake] = await lookAt(failing(new TypeError('boom')));
    expect(mistake).toMatchObject({
      check: 'failing',
      status: 'wrong',
      mend: expect.stringMatching(/^host-factory support bundle /) as string,
    });
    const [refused] = await lookAt(failing(new StoreError('busy', 'it is locked')));
    expect(refused).toMatchObject({
      status: 'wrong',
      message: 'it is locked',
      mend: expect.stringMatching(/^host-factory explain store-busy /) as string,
    });
  });

  it('does not let names of files steer the terminal', async () => {
    const directory = join(temporaryFolder(), 'a\u001b[2Jb');
    const { out } = await runCommand(['doctor', '--config', directory]);
    expect(out).not.toContain('\u001b');
  });
});

/** Every place in the sources of the checks that names a command of ours. */
function namedCommands(): readonly (readonly [place: string, words: readonly string[]])[] {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/test|testing/.test(name),
  );
  return files.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const calls = [...text.matchAll(/hostFactory\(\s*\w+((?:,\s*'[^']*')+)/g)].map(([, list = '']) =>
      [...list.matchAll(/'([^']*)'/g)].map(([, word = '']) => word),
    );
    const texts = [...text.matchAll(/['`"]host-factory ([a-z-]+(?: [a-z-]+)?)/g)].map(([, words = '']) => words.split(' '));
    return [...calls, ...texts].map((words) => [name, words] as const);
  });
}

describe('the commands that mend', { tags: ['cli.doctor', 'real'] }, () => {
  it.each(namedCommands())('exist: %s names %j', (_, words) => {
    const root = createProgram(contextWith());
    const [command, subcommand] = words;
    const group = root.commands.find((known) => known.name() === command);
    expect(group?.name()).toBe(command);
    const isGroup = (group?.commands.length ?? 0) > 0;
    expect(isGroup ? group?.commands.map((known) => known.name()) : [subcommand]).toContain(subcommand);
  });

  it('are looked at closely enough to find one that does not exist', () => {
    const root = createProgram(contextWith());
    for (const line of [
      'host-factory stroe rebuild',
      'host-factory agent stpo',
      'host-factory doctor --no-such',
      'host-factory requests show',
    ]) {
      expect([line, mendProblem(line, root)]).toEqual([line, expect.any(String)]);
    }
    expect(mendProblem("chmod 'x", root)).toMatch(/shell/);
    expect(mendProblem('host-factory doctor --config /x  # and more', root)).toBeUndefined();
  });
});
