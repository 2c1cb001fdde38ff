import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSiteConfiguration, type SiteVerdict } from './check-site.js';
import { tellFault } from './fault.js';
import { SiteFolder, template } from './testing/site-folder.js';
import type { Variables } from './site/types.js';

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder();
});
afterEach(() => site.remove());

function check(environment: Variables = {}, file?: string): Promise<SiteVerdict> {
  const { directory: configDirectory, programDirectory } = site;
  return checkSiteConfiguration({ configDirectory, file, environment, programDirectory });
}

/** The faults as they are printed, without the folder. */
async function told(environment: Variables = {}, file?: string): Promise<readonly string[]> {
  const { faults } = await check(environment, file);
  return faults.map((fault) => tellFault(fault).replaceAll(`${site.directory}/`, ''));
}

describe('the check of a configuration', { tags: ['configuration.all-faults', 'real'] }, () => {
  it('finds nothing wrong with what works, and names what it read', async () => {
    site.write('a.yaml', 'log: { level: debug }\n');
    site.configure({ include: ['a.yaml'] });
    site.write('templates.json', [template('t')]);
    expect(await check()).toEqual({ files: [site.path('a.yaml'), site.path('hostwright.json'), site.path('templates.json')], faults: [] });
  });

  it('tells of a file that cannot be read once', async () => {
    site.write('hostwright.yaml', '');
    truncateSync(site.path('hostwright.yaml'), 17 * 1024 * 1024);
    expect(await told()).toEqual(['hostwright.yaml is larger than 16 MiB. Split it into several files.']);
  });

  it('tells everything at once: variables, keys, values, settings and templates, each with its place', async () => {
    site.write(
      'hostwright.yaml',
      [
        'version: 1',
        'agnt: off',
        'include: [a.yaml]',
        'workDirectory: ${NO_WORK}',
        'connections:',
        '  - name: main',
        '    provider: tin',
        '    settings:',
        '      endpont: x',
        '      token: ${TOKEN_ONE}',
        '  - name: two',
        '    provider: tin',
        '    settings:',
        '      endpont: x',
        '      proxy: { hots: y }',
        '  - name: three',
        '    provider: tni',
        'log: { level: loud, maxFiles: 0 }',
        'timing:',
        '  leaseMs: soon',
        '',
      ].join('\n'),
    );
    site.write('a.yaml', 'hostFactory:\n  waitMs: ${WAIT}\n  pollWithinMs: 1\n');
    expect(await told()).toEqual([
      'hostwright.yaml:2:1: agnt: unknown key; did you mean "agent"?',
      'hostwright.yaml:4:1: workDirectory: the environment variable NO_WORK is not set. Set it, or give a default: ${NO_WORK:-value}.',
      'hostwright.yaml:10:7: connections[0].settings.token: the environment variable TOKEN_ONE is not set. Set it, or give a default: ${TOKEN_ONE:-value}.',
      'hostwright.yaml:14:7: connections[1].settings.endpont: unknown key; did you mean "endpoint"?',
      'hostwright.yaml:15:14: connections[1].settings.proxy.host is missing.',
      'hostwright.yaml:15:16: connections[1].settings.proxy.hots: unknown key; did you mean "host"?',
      expect.stringMatching(/^hostwright\.yaml:17:5: connection "three" cannot be used: .*tni/),
      'hostwright.yaml:18:15: log.level: it must be one of "debug", "info", "warn", "error".',
      'hostwright.yaml:18:31: log.maxFiles: it must be at least 1.',
      'hostwright.yaml:20:12: timing.leaseMs: it must be a number.',
      'a.yaml:2:3: hostFactory.waitMs: the environment variable WAIT is not set. Set it, or give a default: ${WAIT:-value}.',
      'a.yaml:3:17: hostFactory.pollWithinMs: it must be at least 60000.',
    ]);
  });

  it('tells each template that cannot be used, at the key that is wrong', async () => {
    site.configure({ templates: [template('inline', { machinType: 'small' })] });
    site.write(
      'templates.yaml',
      'templates:\n  - templateId: a\n    maxNumber: ${MANY}\n    machineType: small\n  - templateId: b\n    machineType: huge\n',
    );
    expect(await told()).toEqual([
      expect.stringMatching(/^hostwright\.json:1:\d+: template "inline": machinType: unknown key; did you mean "machineType"\?$/),
      'templates.yaml:3:5: template "a": maxNumber: the environment variable MANY is not set. Set it, or give a default: ${MANY:-value}.',
      'templates.yaml:5:5: template "b": maxNumber is missing.',
      'templates.yaml:6:5: template "b": machineType: it must be one of "small", "large".',
    ]);
  });

  it('goes on behind a file that cannot be read, and takes nothing for missing that may stand there', async () => {
    site.write('hostwright.yaml', 'version: 1\ninclude: [none.yaml]\nlog: { levl: info }\n');
    expect(await told()).toEqual([
      `hostwright.yaml:2:11: ${site.path('none.yaml')} does not exist. Correct its name, or put the file there.`.replace(
        `${site.directory}/`,
        '',
      ),
      'hostwright.yaml:3:8: log.levl: unknown key; did you mean "level"?',
    ]);
  });

  it('checks a file wherever it lies, by any name, and changes nothing', async () => {
    const file = `${site.root}/new.yaml`;
    writeFileSync(file, 'version: 1\nconnections: [{ name: main, provider: tin, settings: { endpoint: 1 } }]\n');
    const { files, faults } = await check({}, file);
    expect(files).toEqual([file]);
    expect(faults).toMatchObject([{ code: 'configuration-settings', file, position: { line: 2, column: 56 } }]);
    expect([existsSync(site.path('deployment.json')), existsSync(`${site.root}/work`)]).toEqual([false, false]);
  });

  it.each([
    ['is missing', undefined, /none\.yaml does not exist\. Correct its name/],
    ['is empty', '', /is empty\. Write it again/],
    ['has a tab', 'version: 1\n\tx: 1\n', /:2:1: A tab stands/],
  ])('tells of a file that %s', async (_what, text, message) => {
    const file = text === undefined ? site.path('none.yaml') : site.write('x.yaml', text);
    expect(await told({}, file)).toEqual([expect.stringMatching(message)]);
  });

  it('tells of a damaged deployment record once, beside everything else', async () => {
    site.configure({ agnt: 'off' });
    site.write('deployment.json', '{}');
    expect(await told()).toEqual([
      expect.stringContaining('deployment.json is no deployment record'),
      expect.stringMatching(/^hostwright\.json:1:\d+: agnt: unknown key; did you mean "agent"\?$/),
    ]);
  });

  it('checks the files of another system in place', async () => {
    site.write('tinprov_config.json', { ENDPOINT: 5 });
    site.write('tinprov_templates.json', { templates: [{ templateId: 'T', maxNumber: 1, vmType: 'huge' }] });
    const { faults } = await check();
    expect(faults.map(({ code, file }) => [code, file])).toEqual([
      ['configuration-settings', site.path('tinprov_config.json')],
      ['configuration-templates', site.path('tinprov_templates.json')],
    ]);
  });

  it('tells that there is nothing to check', async () => {
    expect(await told()).toEqual([expect.stringMatching(/holds no configuration: neither hostwright\.yaml nor/)]);
    const { faults } = await checkSiteConfiguration({ environment: {}, programDirectory: site.programDirectory });
    expect(faults).toMatchObject([{ code: 'configuration-not-found' }]);
  });
});
