import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeTestSite, runCommand, type TestSite } from '../../testing/command-line.js';

/** Only what hangs takes so long. */
const HANGS_AFTER_MS = 120_000;

/** Changes the configuration file of a site. */
function edit({ directory }: TestSite, change: (text: string) => string): void {
  const file = join(directory, 'hostwright.yaml');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

describe('config show', { timeout: HANGS_AFTER_MS, tags: ['cli.config', 'real'] }, () => {
  it('shows every value in effect, and with --origin where each comes from', async () => {
    const site = await makeTestSite();
    const file = join(site.directory, 'hostwright.yaml');
    const plain = await site.run('config', 'show');
    expect(plain.out).toMatch(/^KEY +VALUE$/m);
    expect(plain.out).toMatch(/^agent +off$/m);
    const { out } = await site.run('config', 'show', '--origin');
    expect(out).toMatch(/^KEY +VALUE +ORIGIN$/m);
    expect(out).toContain(`${file}:`);
    expect(out).toMatch(/^timing\.leaseMs +30000 +default$/m);
    expect(out).toMatch(/^configurationDirectory .* --config$/m);
  });

  it('prints data for programs, the origin only when it is asked for', async () => {
    const site = await makeTestSite();
    const bare = (await site.run('config', 'show', '--output', 'json')).json() as readonly object[];
    expect(bare).toContainEqual({ key: 'agent', value: 'off' });
    const full = parse((await site.run('config', 'show', '--origin', '-o', 'yaml')).out) as readonly object[];
    expect(full).toContainEqual({ key: 'log.level', value: 'info', origin: { kind: 'default' } });
    expect(full).toContainEqual(
      expect.objectContaining({ key: 'agent', origin: expect.objectContaining({ kind: 'file', column: 1 }) as object }),
    );
  });

  it('shows no secret', async () => {
    const site = await makeTestSite();
    edit(site, (text) =>
      text.replace('settings:', 'settings:\n      principal: https://me:canary-1@cloud.example/?token=canary-1\n      accessKey: canary-1'),
    );
    for (const form of ['table', 'json', 'yaml']) {
      const { out, err, code } = await site.run('config', 'show', '--origin', '--output', form);
      expect(code).toBe(0);
      expect(out).toContain('https://***@cloud.example/?token=***');
      expect(out + err).not.toContain('canary-1');
    }
  });
});

describe('config validate', { timeout: HANGS_AFTER_MS, tags: ['cli.config', 'real'] }, () => {
  it('ends with 0 when everything can be used', async () => {
    const site = await makeTestSite();
    const { code, out, err } = await site.run('config', 'validate');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Read .*hostwright\.yaml, .*templates\.json: everything can be used\.\n$/);
  });

  it('prints every fault on a line of its own, with place and code, and ends with 4', async () => {
    const site = await makeTestSite();
    edit(site, (text) => `${text}agnt: off\nlog: { level: \${LEVEL}\nhostFactory: {}\n`);
    const broken = await site.run('config', 'validate');
    expect(broken.out).toMatch(/^.*hostwright\.yaml:\d+:\d+: .* Between brackets, "\$\{NAME\}" needs quotes\. \[configuration-syntax\]$/m);
    edit(site, (text) => text.replace('log: { level: ${LEVEL}', 'log: { level: "${LEVEL}", maxFile: 1 }'));
    const { code, out } = await site.run('config', 'validate');
    expect(code).toBe(4);
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(`${site.directory}/`, ''))).toEqual([
      expect.stringMatching(/^hostwright\.yaml:\d+:1: agnt: unknown key; did you mean "agent"\? \[configuration-unknown-key\]$/),
      expect.stringMatching(
        /^hostwright\.yaml:\d+:8: log\.level: the environment variable LEVEL is not set\..* \[configuration-missing-variable\]$/,
      ),
      expect.stringMatching(
        /^hostwright\.yaml:\d+:27: log\.maxFile: unknown key; did you mean "maxFiles"\? \[configuration-unknown-key\]$/,
      ),
      expect.stringMatching(/: 3 faults\.$/),
    ]);
  });

  it('ends with 3 when templates alone are wrong, and tells programs the places', async () => {
    const site = await makeTestSite();
    writeFileSync(join(site.directory, 'more-templates.json'), '[{ "templateId": "x", "maxNumber": 1, "machineTyp": "mock.small" }]');
    const result = await site.run('config', 'validate', '--output', 'json');
    expect(result.code).toBe(3);
    const file = join(site.directory, 'more-templates.json');
    expect(result.json()).toMatchObject({
      ok: false,
      faults: [2, 39].map((column) => ({ code: 'configuration-templates', file, line: 1, column })),
    });
  });

  it('checks a file that lies anywhere', async () => {
    const site = await makeTestSite();
    const file = join(dirname(site.directory), 'new.yml');
    writeFileSync(file, 'version: 1\nconnections:\n\t- name: a\n');
    const { code, out } = await runCommand(['config', 'validate', file]);
    expect(code).toBe(4);
    expect(out).toContain(`${file}:3:1: A tab stands where only spaces may indent. Replace it by spaces.`);
  });
});

describe('config schema', { tags: ['cli.config', 'real'] }, () => {
  it('prints the schema of the configuration, of templates, and of a call', async () => {
    expect((await runCommand(['config', 'schema'])).json()).toMatchObject({
      title: 'Hostwright configuration',
      properties: { include: {} },
    });
    expect((await runCommand(['config', 'schema', 'templates'])).json()).toMatchObject({ title: 'Hostwright templates' });
    expect((await runCommand(['config', 'schema', 'requestMachines'])).json()).toMatchObject({ title: 'Input of requestMachines' });
    expect(parse((await runCommand(['config', 'schema', 'getRequestStatus.output.lsf', '-o', 'yaml'])).out)).toHaveProperty('$schema');
  });

  it('names the nearest schema, or all that there are', async () => {
    const near = await runCommand(['config', 'schema', 'tempaltes']);
    expect([near.code, near.err]).toEqual([2, expect.stringContaining('There is no schema "tempaltes"; did you mean "templates"?')]);
    const far = await runCommand(['config', 'schema', 'zzzzzzzzzzzz']);
    expect(far.err).toMatch(/there are configuration, templates, getAvailableTemplates, .*requestReturnMachines\.output\.symphony\./);
  });
});

describe('config new-deployment', { timeout: HANGS_AFTER_MS, tags: ['configuration.copied-folder', 'real'] }, () => {
  it('makes a copy a deployment of its own, as the refusal of the copy says', async () => {
    const site = await makeTestSite();
    await site.run('machines', 'list');
    const copy = join(dirname(site.directory), 'copy');
    cpSync(site.directory, copy, { recursive: true, filter: (path) => !path.startsWith(join(site.directory, 'work')) });
    const refused = await runCommand(['machines', 'list', '--config', copy]);
    expect([refused.code, refused.err]).toEqual([4, expect.stringContaining(`host-factory config new-deployment --config ${copy}`)]);
    expect(refused.err).toContain('[deployment-copied]');
    const made = await runCommand(['config', 'new-deployment', '--config', copy, '--output', 'json']);
    expect(made.json()).toMatchObject({ directory: copy, workDirectory: join(copy, 'work') });
    expect((await runCommand(['machines', 'list', '--config', copy])).code).toBe(0);
    expect((await site.run('config', 'new-deployment')).err).toContain('is no copy of another configuration folder');
  });
});

it(
  'a configuration with a circle of includes ends any command with one line that says where',
  { timeout: HANGS_AFTER_MS, tags: ['configuration.includes', 'real'] },
  async () => {
    const site = await makeTestSite();
    appendFileSync(join(site.directory, 'hostwright.yaml'), '\ninclude: [a.yaml]\n');
    writeFileSync(join(site.directory, 'a.yaml'), 'include: [hostwright.yaml]\n');
    const { code, out, err } = await site.run('machines', 'list');
    expect([code, out]).toEqual([4, '']);
    expect(err).toMatch(/^host-factory: .*a\.yaml:1:11: include\[0\]: the includes go in a circle: .* \[configuration-include-cycle\]\n$/);
  },
);
