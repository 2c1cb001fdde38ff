import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isHostFactoryError } from '@hostwright/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteFolder, template } from '../testing/site-folder.js';

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder();
});
afterEach(() => site.remove());

const MINIMUM = 'version: 1\nconnections: [{ name: main, provider: tin }]\n';

describe('the configuration file', () => {
  it('needs a version and a connection; everything else has a default', { tags: ['configuration.one-file', 'real'] }, async () => {
    site.write('hostwright.yaml', MINIMUM);
    expect(await site.load()).toMatchObject({
      agent: 'auto',
      connections: [{ name: 'main', provider: 'tin', hostAttribute: 'tinhost' }],
      templates: [],
      templateProblems: [],
      ignoredKeys: [],
      timing: {},
      callTiming: {},
      log: { level: 'info', maxBytes: 10_000_000, maxFiles: 5 },
      echoReturnedMachines: false,
      plugins: { directory: site.programDirectory, allow: undefined },
    });
  });

  it('has an effect in each of its keys', { tags: ['configuration.one-file', 'real'] }, async () => {
    const plugins = join(site.root, 'plugins');
    symlinkSync(site.programDirectory, plugins);
    site.write('hostwright.json', {
      $schema: 'x',
      version: 1,
      agent: 'off',
      workDirectory: '../state',
      logDirectory: '../logs',
      connections: [
        { name: 'main', provider: 'tin', settings: { endpoint: 'x' }, hostAttribute: 'gpuhost' },
        { name: 'second', provider: 'tin' },
        { name: 'third', provider: 'zinc' },
      ],
      templates: [template('inline', { connection: 'second' })],
      templateFiles: ['t/*.json', 'one?.yml'],
      plugins: { directory: '../plugins', allow: [{ name: 'provider-tin', version: '1.0.0' }, { name: 'provider-zinc' }] },
      timing: { sweepIntervalMs: 20_000, breakerFailures: 3 },
      log: { level: 'debug', maxBytes: 20_000, maxFiles: 2 },
      hostFactory: { waitMs: 1_000, launchWaitMs: 2_000, pollWithinMs: 120_000, echoReturnedMachines: true },
    });
    site.write('t/a.json', [template('a', { connection: 'third' })]);
    site.write('one1.yml', 'templates:\n  - { templateId: b, connection: main, maxNumber: 1, machineType: large }\n');
    site.write('templates.json', [template('not-included')]);
    const configuration = await site.load();
    expect(configuration.templateProblems).toEqual([]);
    expect(configuration).toMatchObject({
      agent: 'off',
      connections: [
        { name: 'main', provider: 'tin', hostAttribute: 'gpuhost' },
        { name: 'second', provider: 'tin', hostAttribute: 'tinhost' },
        { name: 'third', provider: 'zinc', hostAttribute: 'zinchost' },
      ],
      timing: { sweepIntervalMs: 20_000, breakerFailures: 3 },
      callTiming: { waitMs: 1_000, launchWaitMs: 2_000, pollWithinMs: 120_000 },
      log: { level: 'debug', maxBytes: 20_000, maxFiles: 2 },
      echoReturnedMachines: true,
      plugins: { directory: site.programDirectory, allow: [{ name: 'provider-tin', version: '1.0.0' }, { name: 'provider-zinc' }] },
    });
    expect(configuration.site).toMatchObject({ workDirectory: join(site.root, 'state'), logDirectory: join(site.root, 'logs') });
    expect(configuration.templates.map(({ templateId, connection }) => [templateId, connection])).toEqual([
      ['inline', 'second'],
      ['a', 'third'],
      ['b', 'main'],
    ]);
  });

  const connection = { name: 'main', provider: 'tin' };
  it.each<[string, object, RegExp]>([
    ['a misspelt key', { conections: [] }, /hostwright\.json:1:63: conections: unknown key; did you mean "connections"\?/],
    [
      'a misspelt key further down',
      { connections: [{ ...connection, provder: 'x' }] },
      /connections\[0\]\.provder: unknown key; did you mean "provider"\?/,
    ],
    ['a misspelt time', { timing: { sweepIntervallMs: 1_000 } }, /timing\.sweepIntervallMs: unknown key; did you mean "sweepIntervalMs"\?/],
    [
      'a key like no other',
      { hostFactory: { qqqqqqqq: 1 } },
      /hostFactory\.qqqqqqqq: unknown key; known are echoReturnedMachines, launchWaitMs/,
    ],
    ['no version', { version: undefined }, /hostwright\.json:1:1: version is missing; add it\.$/],
    ['a connection without provider', { connections: [{ name: 'main' }] }, /: connections\[0\]\.provider is missing; add it\.$/],
    ['a connection that is null', { connections: [null] }, /: connections\[0\]: /],
    ['another version', { version: 2 }, /version: /],
    ['no connections', { connections: [] }, /connections: /],
    [
      'two connections of one name',
      { connections: [connection, connection] },
      /:1:\d+: connections\[1\]\.name: this connection is defined already, in .*hostwright\.json:1:\d+\. Rename one/,
    ],
    ['a name with a slash', { connections: [{ ...connection, name: 'a/b' }] }, /connections\[0\]\.name: use 1 to 64 letters/],
    ['settings that are no object', { connections: [{ ...connection, settings: 'x' }] }, /connections\[0\]\.settings: /],
    ['an agent that is neither on nor off', { agent: 'on' }, /agent: /],
    ['a time of zero', { timing: { sweepIntervalMs: 0 } }, /timing\.sweepIntervalMs: /],
    ['a negative time', { timing: { leaseMs: -1 } }, /timing\.leaseMs: /],
    ['a fraction of a time', { timing: { leaseMs: 5_000.5 } }, /timing\.leaseMs: /],
    ['a time of ages', { timing: { leaseMs: 1e12 } }, /timing\.leaseMs: /],
    ['a time as text', { timing: { leaseMs: '5000' } }, /timing\.leaseMs: /],
    [
      'times in the wrong order',
      { timing: { retryMinMs: 5_000, retryMaxMs: 1_000 } },
      /timing\.retryMinMs: must not be larger than retryMaxMs/,
    ],
    ['a time of the engine that each request has', { timing: { pollWithinMs: 60_000 } }, /timing\.pollWithinMs: unknown key/],
    ['a pattern out of the folder', { templateFiles: ['../*.json'] }, /templateFiles\[0\]: it leads out of the configuration folder/],
    ['an absolute pattern', { templateFiles: ['/etc/*.json'] }, /templateFiles\[0\]: it leads out/],
    ['a pattern of any depth', { templateFiles: ['**/*.json'] }, /templateFiles\[0\]: "\*\*" is not supported/],
    ['an empty pattern', { templateFiles: [''] }, /templateFiles\[0\]: it has an empty/],
    ['templates that are no list', { templates: {} }, /templates: /],
    ['a log of no files', { log: { maxFiles: 0 } }, /log\.maxFiles: /],
    [
      'a missing variable',
      { connections: [{ ...connection, settings: { a: ['${NO_SUCH}'] } }] },
      /connections\[0\]\.settings\.a\[0\]: the environment variable NO_SUCH is not set/,
    ],
    ['a malformed variable', { agent: '${no such}' }, /agent: "\$\{" is not followed by a variable's name/],
    ['an open variable', { agent: '${A' }, /agent: "\$\{" is not followed/],
    ['a constructor', { constructor: {} }, /the key "constructor" is not allowed anywhere/],
    ['a plugin folder without package.json', { plugins: { directory: 'none' } }, /none\/package\.json: cannot be read/],
  ])('is refused with %s', async (_what, more, message) => {
    site.configure(more);
    const loading = site.load();
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toSatisfy(isHostFactoryError);
  });

  it.each([
    ['nothing', '', /is empty/],
    ['a comment only', '# nothing\n', /holds no keys and values/],
    ['text', 'just text', /holds no keys and values/],
    ['a list', '- 1', /holds no keys and values/],
    ['broken YAML', 'version: 1\nconnections: [\n', /hostwright\.yaml:3:1: The indentation does not suit the lines before\./],
    ['a key twice', `${MINIMUM}version: 1\n`, /hostwright\.yaml:3:1: This key stands twice in one object/],
    ['several documents', `${MINIMUM}---\n${MINIMUM}`, /hostwright\.yaml:3:1: The file holds several documents/],
    [
      'a wrong indentation',
      `${MINIMUM}plugins:\n    directory: a\n  allow: []\n`,
      /hostwright\.yaml:5:1: The indentation does not suit the lines before\./,
    ],
    ['a bomb of aliases', bomb(), /aliases/],
    ['too many levels', `a: ${'['.repeat(70)}${']'.repeat(70)}\n`, /nested more than 64 deep/],
    ['far too many levels', `a: ${'['.repeat(100_000)}`, /./],
    [
      'a work directory that hides',
      `${MINIMUM}? workDirectory\n: x\n`,
      /workDirectory cannot be found by those who read the file in a hurry/,
    ],
    ['a work directory in several lines', `${MINIMUM}workDirectory: >\n  x\n`, /workDirectory cannot be found/],
  ])('is refused when it holds %s', async (_what, text, message) => {
    site.write('hostwright.yaml', text);
    const loading = site.load();
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toSatisfy(isHostFactoryError);
  });

  it('never shows a secret in a message', { tags: ['configuration.refusals', 'real'] }, async () => {
    const texts = [
      'version: 1\nconnections: [{ name: main, provider: tin, settings: { token: canary-1 ] }\n',
      'version: canary-1\nagent: canary-1\nconnections: canary-1\n',
      '- canary-1: [\n "canary-1',
      'a: "\\qcanary-1"\n',
      'a: |canary-1\n  x\n',
      'a: &canary-1\n- *canary-1x\nb\n',
      'a: "x" canary-1\n',
      'a: !!canary-1 [\n',
      'a: @canary-1\n',
      'a: *canary-1\n',
      'a: !<canary-1\n',
      '%canary-1 x\n--- [\n',
      '? {canary-1: x} canary-1\n',
      'version: 1\nconnections: [{ name: "canary-1 x", provider: tin, settings: { token: canary-1, endpoint: "${canary 1}" } }]',
    ];
    for (const text of texts) {
      site.write('hostwright.yaml', text);
      const error: unknown = await site.load().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toSatisfy(isHostFactoryError);
      expect((error as Error).message).not.toContain('canary-1');
    }
    site.write('hostwright.yaml', '{');
    rmSync(site.path('hostwright.yaml'));
    site.write('hostwright.json', '{"version":1,"token":"canary-1",}');
    await expect(site.load()).rejects.toThrow(/hostwright\.json:1:33: From here on it is not JSON/);
  });

  it('is no template file, nor is the deployment record, whatever the patterns say', async () => {
    site.configure({ templateFiles: ['*.json'] });
    expect(await site.load()).toMatchObject({ templates: [], templateProblems: [] });
  });

  it('is refused as a folder', async () => {
    mkdirSync(site.path('hostwright.yaml'));
    await expect(site.load()).rejects.toThrow(/hostwright\.yaml is no file/);
  });
});

function bomb(): string {
  const levels = Array.from(
    { length: 10 },
    (_entry, level) => `a${level}: &a${level} [${Array.from({ length: 10 }, () => (level === 0 ? '1' : `*a${level - 1}`)).join(', ')}]`,
  );
  return `${levels.join('\n')}\n`;
}
