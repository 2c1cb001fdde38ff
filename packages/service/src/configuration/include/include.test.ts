import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isConfigurationError } from '../fault.js';
import { SiteFolder, template } from '../testing/site-folder.js';

/** Only what hangs takes so long. */
const HANGS_AFTER_MS = 120_000;

/** A program of the system, not of a package. */
const PIPE_MAKER = 'mkfifo';

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder();
});
afterEach(() => site.remove());

const MAIN = { name: 'main', provider: 'tin' };

describe('a configuration of several files', { tags: ['configuration.includes', 'real'] }, () => {
  it('joins connections and templates: of included files first, in their order, of the file itself last', async () => {
    site.write(
      'a.yaml',
      'connections: [{ name: a, provider: tin }]\ntemplates: [{ templateId: ta, connection: a, maxNumber: 1, machineType: small }]\n',
    );
    site.write('more/b.json', { connections: [{ name: 'b', provider: 'zinc' }], include: ['../c.yaml'] });
    site.write('c.yaml', 'connections: [{ name: c, provider: tin }]\n');
    site.configure({ include: ['a.yaml', 'more/b.json'], templates: [template('own', { connection: 'main' })] });
    const { connections, templates } = await site.load();
    expect(connections.map(({ name }) => name)).toEqual(['a', 'c', 'b', 'main']);
    expect(templates.map(({ templateId }) => templateId)).toEqual(['ta', 'own']);
  });

  it('merges objects key by key, and lets the including file win', async () => {
    site.write('a.yaml', 'agent: off\nlog: { level: debug, maxFiles: 9 }\ntiming: { leaseMs: 6000 }\ntemplateFiles: [a.json]\n');
    site.write('b.yaml', 'log: { level: warn }\n');
    site.configure({ include: ['a.yaml', 'b.yaml'], timing: { leaseMs: 7_000, retryMinMs: 20 }, sharedWorkDirectory: 'local' });
    expect(await site.load()).toMatchObject({
      agent: 'off',
      log: { level: 'warn', maxFiles: 9 },
      timing: { leaseMs: 7_000, retryMinMs: 20 },
      sharedWorkDirectory: 'local',
    });
  });

  it('reads a file once that two others include', async () => {
    site.write('a.yaml', 'include: [shared.yaml]\n');
    site.write('b.yaml', 'include: [shared.yaml]\n');
    site.write('shared.yaml', 'connections: [{ name: shared, provider: tin }]\n');
    site.configure({ include: ['a.yaml', 'b.yaml'] });
    expect((await site.load()).connections.map(({ name }) => name)).toEqual(['shared', 'main']);
  });

  it('fills variables into the names of files', async () => {
    site.write('eu/a.yaml', 'log: { level: debug }\n');
    site.configure({ include: ['${CONFIG_DIR}/${REGION}/a.yaml'] });
    expect((await site.load({ REGION: 'eu' })).log.level).toBe('debug');
  });

  it('takes no included file for one with templates', async () => {
    site.write('my-templates.yaml', 'templates: [{ templateId: t, maxNumber: 1, machineType: small }]\n');
    site.configure({ include: ['my-templates.yaml'] });
    const { templates, templateProblems } = await site.load();
    expect([templates.map(({ templateId }) => templateId), templateProblems]).toEqual([['t'], []]);
  });

  it('sees a change of an included file at the next call', async () => {
    site.write('a.yaml', 'log: { level: debug }\n');
    site.configure({ include: ['a.yaml'] });
    const first = await site.load();
    site.write('a.yaml', 'log: { level: error }\n');
    const second = await site.load();
    expect([first.log.level, second.log.level]).toEqual(['debug', 'error']);
    expect(second.fingerprint).not.toBe(first.fingerprint);
  });
});

/** What is told of a site that cannot be used. */
async function faultsOf(environment = {}): Promise<readonly (readonly [string, string])[]> {
  const error: unknown = await site.load(environment).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isConfigurationError(error)) throw new Error('it was not refused', { cause: error });
  return error.faults.map(({ code, file, position, message }) => [
    `${code} ${file?.replace(`${site.directory}/`, '')}:${position?.line}:${position?.column}`,
    message,
  ]);
}

describe(
  'an include that cannot be followed is refused, naming its place:',
  { timeout: HANGS_AFTER_MS, tags: ['configuration.includes', 'real'] },
  () => {
    const yaml = (...names: readonly string[]): string =>
      `version: 1\ninclude:\n${names.map((name) => `  - ${name}\n`).join('')}connections: [{ name: main, provider: tin }]\n`;

    it('a circle', async () => {
      site.write('hostwright.yaml', yaml('a.yaml'));
      site.write('a.yaml', 'include: [b.yaml]\n');
      site.write('b.yaml', 'log: { level: info }\ninclude: [a.yaml]\n');
      const [a, b] = [site.path('a.yaml'), site.path('b.yaml')];
      expect(await faultsOf()).toEqual([
        [
          'configuration-include-cycle b.yaml:2:11',
          `include[0]: the includes go in a circle: ${a} includes ${b} includes ${a}. Remove one of them.`,
        ],
      ]);
    });

    it('the file itself, over a link', async () => {
      symlinkSync(site.path('hostwright.yaml'), site.path('link.yaml'));
      site.write('hostwright.yaml', yaml('link.yaml'));
      expect(await faultsOf()).toMatchObject([['configuration-include-cycle hostwright.yaml:3:5', expect.any(String)]]);
    });

    it('what is no file of a sensible size, each of them at once', async () => {
      mkdirSync(site.path('folder.yaml'));
      execFileSync(PIPE_MAKER, [site.path('pipe.yaml')]);
      symlinkSync('loop.yaml', site.path('loop.yaml'));
      truncateSync(site.write('huge.yaml', ''), 100 * 1024 * 1024);
      site.write('empty.yaml', '');
      site.write('list.yaml', '- 1\n');
      const socket = createServer();
      await new Promise<void>((resolve) => void socket.listen(site.path('socket.yaml'), resolve));
      site.write(
        'hostwright.yaml',
        yaml(
          'none.yaml',
          'folder.yaml',
          'pipe.yaml',
          'loop.yaml',
          'huge.yaml',
          'empty.yaml',
          'list.yaml',
          'socket.yaml',
          '/proc/self/environ',
          '/proc/self/pagemap',
          '/dev/zero',
          '"${NOWHERE}/a.yaml"',
        ),
      );
      const faults = await faultsOf();
      await new Promise((resolve) => void socket.close(resolve));
      expect(faults.map(([place, message]) => [place.split(' ')[1], message])).toEqual([
        ['hostwright.yaml:3:5', expect.stringMatching(/none\.yaml does not exist\. Correct its name/)],
        ['hostwright.yaml:4:5', expect.stringMatching(/folder\.yaml is a folder\. Put a file there/)],
        ['hostwright.yaml:5:5', expect.stringMatching(/pipe\.yaml is no regular file\. Put a file there/)],
        ['hostwright.yaml:6:5', expect.stringMatching(/loop\.yaml cannot be read: its symbolic links go in circles \(ELOOP\)/)],
        ['hostwright.yaml:7:5', expect.stringMatching(/huge\.yaml is larger than 16 MiB\. Split it/)],
        ['hostwright.yaml:8:5', expect.stringMatching(/empty\.yaml is empty\. Write it again/)],
        ['hostwright.yaml:9:5', expect.stringMatching(/list\.yaml holds no keys and values\. Write keys/)],
        ['hostwright.yaml:10:5', expect.stringMatching(/socket\.yaml cannot be read: ENXIO\. Give this user access/)],
        ['hostwright.yaml:11:5', '/proc/self/environ lies on no disk. Put a file there, or name another one.'],
        ['hostwright.yaml:12:5', '/proc/self/pagemap lies on no disk. Put a file there, or name another one.'],
        ['hostwright.yaml:13:5', '/dev/zero is no regular file. Put a file there, or name another one.'],
        ['hostwright.yaml:14:5', 'include[11]: the environment variable NOWHERE is not set. Set it, or give a default: ${NOWHERE:-value}.'],
      ]);
    });

    it('what is no list, or no name', async () => {
      site.configure({ include: 'a.yaml' });
      expect(await faultsOf()).toMatchObject([
        [expect.stringMatching(/wrong-value hostwright\.json:1:\d+$/), expect.stringContaining('no list of files')],
      ]);
      site.configure({ include: [1, '', { a: 1 }] });
      expect((await faultsOf()).map(([, message]) => message)).toEqual(
        [0, 1, 2].map((index) => `include[${index}]: it is no name of a file. Write a path, relative to this file.`),
      );
    });

    it('folders that only the main file can name', async () => {
      site.write('a.yaml', 'workDirectory: /srv/work\nlogDirectory: /srv/log\nversion: 2\n');
      site.configure({ include: ['a.yaml'] });
      const main = site.path('hostwright.json');
      expect(await faultsOf()).toEqual([
        ['configuration-folder-key a.yaml:1:1', `workDirectory: it has no effect in an included file. Move it to ${main}.`],
        ['configuration-folder-key a.yaml:2:1', `logDirectory: it has no effect in an included file. Move it to ${main}.`],
        ['configuration-wrong-value a.yaml:3:1', 'version: it must be 1.'],
      ]);
    });
  },
);

describe('two definitions of one connection are refused, naming both places:', { tags: ['configuration.includes', 'real'] }, () => {
  it('in two files', async () => {
    site.write('a.yaml', 'connections:\n  - provider: tin\n    name: main\n');
    site.write('hostwright.yaml', 'version: 1\ninclude: [a.yaml]\nconnections:\n  - name: main\n    provider: zinc\n');
    expect(await faultsOf()).toEqual([
      [
        'configuration-duplicate hostwright.yaml:4:5',
        `connections[1].name: this connection is defined already, in ${site.path('a.yaml')}:3:11. Rename one of them, or remove it.`,
      ],
    ]);
  });

  it('by a key that stands twice, in JSON as in YAML', async () => {
    site.write(
      'hostwright.json',
      `{ "version": 1,\n  "connections": [${JSON.stringify(MAIN)}],\n  "connections": [{"name":"other","provider":"tin"}] }`,
    );
    expect(await faultsOf()).toEqual([
      ['configuration-duplicate hostwright.json:3:3', 'This key stands twice in one object, first in line 2. Remove one of them.'],
    ]);
    site.configure({ include: ['a.yaml', 'b.json'] });
    site.write('a.yaml', 'connections:\n  - name: x\n    provider: tin\n    name: y\n');
    site.write('b.json', '{"log":{"level":"info","level":"warn"}}');
    expect((await faultsOf()).map(([place]) => place)).toEqual([
      'configuration-duplicate a.yaml:4:5',
      'configuration-duplicate b.json:1:24',
    ]);
  });
});
