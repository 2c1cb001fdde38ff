import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeTestSite, runCommand } from '../../testing/command-line.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';

/** Only what hangs takes so long. */
const HANGS_AFTER_MS = 120_000;

const VENDOR = { templates: [{ templateId: 'T-1', maxNumber: 5, vmType: 'mock.small', priceType: 'spot' }] };

function vendorFile(content: object = VENDOR): string {
  const file = join(temporaryFolder(), 'mockprov_templates.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('templates import', { timeout: HANGS_AFTER_MS, tags: ['cli.template-import', 'real'] }, () => {
  it('prints the templates in our form, and what became of each file beside it', async () => {
    const { code, out, err } = await runCommand(['templates', 'import', vendorFile()]);
    expect(code).toBe(0);
    expect(parse(out)).toEqual({ templates: [{ templateId: 'T-1', maxNumber: 5, machineType: 'mock.small', market: 'spot' }] });
    expect(err).toMatch(/mockprov_templates\.json \(symphony for mock\): 1 of 1 templates taken over\n$/);
    const json = await runCommand(['templates', 'import', vendorFile(), '--output', 'json']);
    expect(json.json()).toEqual(parse(out));
  });

  it('ends with 13 when something was left out, telling what and why', async () => {
    const file = vendorFile({
      templates: [
        { ...VENDOR.templates[0], keyName: 'k' },
        { templateId: 'bad', maxNumber: 1, vmType: 'no.such' },
      ],
    });
    const { code, out, err } = await runCommand(['templates', 'import', file]);
    expect(code).toBe(13);
    expect((parse(out) as typeof VENDOR).templates.map(({ templateId }) => templateId)).toEqual(['T-1']);
    expect(err).toContain('T-1: left out keyName: provider mock has nothing that it stands for\n');
    expect(err).toContain('bad: NOT taken over\n');
    expect(err).toContain('bad: problem: machineType: the mock cloud sells no "no.such"');
  });

  it('adds to a file of ours, refuses ids that are there, and replaces them when told to', async () => {
    const site = await makeTestSite();
    const into = join(site.directory, 'templates.json');
    const file = vendorFile();
    const dry = await site.run('templates', 'import', file, '--into', into, '--dry-run');
    expect(JSON.parse(dry.out)).toMatchObject({
      templates: expect.arrayContaining([expect.objectContaining({ templateId: 'T-1' })]) as object,
    });
    expect(readFileSync(into, 'utf8')).not.toContain('T-1');
    expect((await site.run('templates', 'import', file, '--into', into)).out).toBe('T-1: added\n');
    expect((await site.run('templates', 'list')).out).toContain('T-1');
    const again = await site.run('templates', 'import', file, '--into', into);
    expect([again.code, again.err]).toEqual([
      4,
      expect.stringContaining('template "T-1" is there already. Nothing was written; import with --replace'),
    ]);
    const replaced = await site.run('templates', 'import', file, '--into', into, '--replace', '--output', 'json');
    expect(replaced.json()).toMatchObject({ into, added: [], replaced: ['T-1'], files: [{ provider: 'mock', format: 'symphony' }] });
  });

  it('reads a file in the form that --format says', async () => {
    const file = vendorFile();
    const ours = await runCommand(['templates', 'import', file, '--format', 'hostwright']);
    expect([ours.code, ours.err]).toEqual([13, expect.stringContaining('vmType: unknown key')]);
    const wrong = await runCommand(['templates', 'import', file, '--format', 'symphoni']);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('did you mean "symphony"?')]);
  });

  it.each(['--replace', '--dry-run'])('refuses %s without a file that it could concern', async (flag) => {
    const { code, err } = await runCommand(['templates', 'import', vendorFile(), flag]);
    expect([code, err]).toEqual([2, expect.stringContaining(`The option ${flag} needs --into FILE`)]);
  });

  it('refuses an unknown --connection before anything is printed', async () => {
    const site = await makeTestSite();
    const { code, out, err } = await site.run('templates', 'import', vendorFile(), '--connection', 'mok');
    expect([code, out, err]).toEqual([4, '', expect.stringContaining('There is no connection "mok"; did you mean "mock"?')]);
    const nowhere = await runCommand(['templates', 'import', vendorFile(), '--connection', 'mock']);
    expect([nowhere.code, nowhere.out, nowhere.err]).toEqual([2, '', expect.stringContaining('--connection needs --config DIR')]);
  });

  it.each([
    ['nope.json', undefined],
    ['empty.json', ''],
    ['', undefined],
    ['/dev/zero', undefined],
  ])('refuses what it cannot read before anything is printed: "%s"', async (name, text) => {
    const folder = temporaryFolder();
    const file = name.startsWith('/') ? name : join(folder, name);
    if (text !== undefined) writeFileSync(file, text);
    const { code, out, err } = await runCommand(['templates', 'import', vendorFile(), file]);
    expect([code, out]).toEqual([4, '']);
    expect(err.trimEnd().split('\n')).toEqual([expect.stringMatching(/^host-factory: .*\[configuration-[a-z-]+\]$/)]);
  });

  it('says in its help that a template of ours with an unknown key is refused as a whole', async () => {
    const { out } = await runCommand(['templates', 'import', '--help']);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('a template with an unknown key is not taken over');
  });

  it('writes nothing when no template can be taken over', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'awsprov_templates.json');
    writeFileSync(file, JSON.stringify({ templates: [{ templateId: 'a', maxNumber: 1, vmType: 't3.small' }] }));
    const { code, err } = await runCommand(['templates', 'import', file, '--into', join(folder, 'new.yaml')]);
    expect(code).toBe(13);
    expect(err).toContain('problem: No installed provider reads awsprov_*: installed are mock. Install @hostwright/provider-aws.');
    expect(err).toContain('a: left out vmType: no installed provider says what it means');
    expect(existsSync(join(folder, 'new.yaml'))).toBe(false);
  });
});
