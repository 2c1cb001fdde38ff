import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type ImportedFile, importTemplates, type ImportOptions, mergeTemplates } from './import-templates.js';
import { SiteFolder, template } from './testing/site-folder.js';

let site: SiteFolder;
let outside: string;
beforeEach(() => {
  site = new SiteFolder();
  outside = join(site.root, 'outside');
  mkdirSync(outside);
});
afterEach(() => site.remove());

function put(name: string, content: unknown): string {
  const path = join(outside, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function importOne(file: string, more: Partial<ImportOptions> = {}): Promise<ImportedFile> {
  const [result] = await importTemplates({ files: [file], environment: {}, programDirectory: site.programDirectory, ...more });
  if (result === undefined) throw new Error('no result');
  return result;
}

describe('the import of template files', () => {
  it('takes over what the plugin knows, and tells every key that it leaves out, with the reason', async () => {
    const file = put('tinprov_templates.json', {
      Comment: 'x',
      templates: [
        {
          templateId: 'T-1',
          maxNumber: '10',
          priority: null,
          attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', '2'], mem: ['Numeric', '4096'] },
          vmType: 'small',
          imageId: 'ami-1',
          ttl: 5,
          instanceTags: 'group=a;aws:x=1',
        },
      ],
    });
    expect(await importOne(file)).toEqual({
      file,
      format: 'lsf',
      provider: 'tin',
      problems: [],
      dropped: [{ key: 'Comment', reason: expect.stringContaining('beside the templates') }],
      templates: [
        {
          place: 'templates[0]',
          templateId: 'T-1',
          template: {
            templateId: 'T-1',
            maxNumber: 10,
            attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', '2'], mem: ['Numeric', '4096'] },
            instanceTags: 'group=a;aws:x=1',
            machineType: 'small',
          },
          problems: [],
          dropped: [
            { key: 'imageId', reason: 'provider tin has nothing that it stands for' },
            { key: 'ttl', reason: 'provider tin has nothing that it stands for' },
            { key: 'instanceTags.aws:x', reason: 'the cloud itself gives such tags out' },
          ],
          notes: [],
        },
      ],
    });
  });

  it('tells apart in whose form a file is written', async () => {
    const attributes = { nram: ['Numeric', '1'] };
    const symphony = put('tinprov_templates.json', { templates: [{ templateId: 'a', maxNumber: 1, vmType: 'small', attributes }] });
    const orb = put('orb.json', { templates: [{ template_id: 'o', max_instances: 3, vm_type: 'small', user_data: 'echo' }] });
    const ours = put('ours.yaml', '- templateId: y\n  maxNumber: 2\n  machineType: large\n');
    const configuration = await configured();
    const results = await Promise.all([symphony, orb, ours].map((file) => importOne(file, { configuration })));
    expect(results.map(({ format, templates }) => [format, templates[0]?.template])).toEqual([
      ['symphony', { templateId: 'a', maxNumber: 1, attributes, machineType: 'small' }],
      ['orb', { templateId: 'o', maxNumber: 3, userData: 'echo', machineType: 'small' }],
      ['hostwright', { templateId: 'y', maxNumber: 2, machineType: 'large' }],
    ]);
    expect((await importOne(ours, { configuration, format: 'lsf' })).templates[0]?.dropped).toEqual([
      { key: 'machineType', reason: 'provider tin has nothing that it stands for' },
    ]);
  });

  it('keeps what looks like a variable as it stands, and brings a script along', async () => {
    put('boot.sh', 'echo ${HOME}');
    const file = put('tinprov_templates.json', {
      templates: [{ templateId: 'a', maxNumber: 1, vmType: 'small', instanceTags: 'x=${Y}', userDataScript: 'boot.sh' }],
    });
    const [imported] = (await importOne(file)).templates;
    expect(imported).toMatchObject({
      template: { instanceTags: 'x=$${Y}', userData: 'echo ${HOME}' },
      notes: [`userDataScript: the text of ${join(outside, 'boot.sh')} is now its userData`],
    });
    await mergeTemplates({ file: site.path('templates.yaml'), templates: [imported?.template ?? {}], replace: false, dryRun: false });
    site.configure();
    expect((await site.load()).templates).toMatchObject([{ tags: [{ key: 'x', value: '${Y}' }], userData: 'echo ${HOME}' }]);
  });

  it('takes over no template that could not be used, and tells why', async () => {
    const file = put('tinprov_templates.json', {
      templates: [
        { templateId: 'a', maxNumber: 1, vmType: 'huge' },
        5,
        { templateId: 'b', maxNumber: 1, vmType: 'small' },
        { templateId: 'b', maxNumber: 1, vmType: 'small' },
      ],
    });
    const { templates } = await importOne(file);
    expect(templates.map((entry) => [entry.template !== undefined, entry.problems])).toEqual([
      [false, [expect.stringContaining('machineType')]],
      [false, ['it is no object; write keys and values']],
      [true, []],
      [false, [`its id is used already, by templates[2] of ${file}; rename one`]],
    ]);
  });

  it('says which plugin is missing, and leaves out each key that only it would know', async () => {
    const file = put('awsprov_templates.json', { templates: [{ templateId: 'a', maxNumber: 1, vmType: 't3.small', keyName: 'k' }] });
    const { problems, templates } = await importOne(file);
    expect(problems).toEqual(['No installed provider reads awsprov_*: installed are tin, zinc. Install @hostwright/provider-aws.']);
    expect(templates).toMatchObject([{ template: undefined, dropped: [{ key: 'vmType' }, { key: 'keyName' }] }]);
  });

  it('asks for the connection where several can launch the templates, and names it in them', async () => {
    const connections = [
      { name: 'first', provider: 'tin' },
      { name: 'second', provider: 'tin' },
    ];
    site.configure({ connections });
    const configuration = await site.load();
    const file = put('tinprov_templates.json', { templates: [{ templateId: 'a', maxNumber: 1, vmType: 'small' }] });
    expect((await importOne(file, { configuration })).problems).toEqual([
      'Several connections can launch the templates: first, second. Say which with --connection NAME.',
    ]);
    expect((await importOne(file, { configuration, connection: 'secnd' })).problems).toEqual([
      'There is no connection "secnd"; did you mean "second"?',
    ]);
    const { templates } = await importOne(file, { configuration, connection: 'second' });
    expect(templates).toMatchObject([{ template: { templateId: 'a', connection: 'second' } }]);
  });

  it.each([
    ['is missing', undefined, /none\.json does not exist/],
    ['is no JSON', '{', /From here on it is not JSON/],
    ['has no list', '{}', /has no list "templates"/],
    ['is empty', '', /x\.json/],
    ['is a folder', '/', /outside is a folder/],
    ['has no end', '/dev/zero', /zero/],
  ])('refuses the whole of it for a file that %s', async (_what, text, message) => {
    const file =
      text === undefined ? join(outside, 'none.json') : text === '/' ? outside : text === '/dev/zero' ? text : put('x.json', text);
    const good = put('tinprov_templates.json', { templates: [{ templateId: 'a', maxNumber: 1, vmType: 'small' }] });
    const importing = importTemplates({ files: [good, file], environment: {}, programDirectory: site.programDirectory });
    await expect(importing).rejects.toThrow(message);
    await expect(importing).rejects.toMatchObject({ code: 'InvalidConfiguration' });
  });

  it('names every file that cannot be read', async () => {
    const files = [join(outside, 'one.json'), join(outside, 'two.json')];
    await expect(importTemplates({ files, environment: {}, programDirectory: site.programDirectory })).rejects.toThrow(
      /one\.json does not exist.*two\.json does not exist/,
    );
  });
});

async function configured(): ReturnType<SiteFolder['load']> {
  site.configure();
  return site.load();
}

describe('a merge into a file', () => {
  const NEW = { templateId: 'new', maxNumber: 1, machineType: 'small' };
  const merge = (file: string, more: object = {}): ReturnType<typeof mergeTemplates> =>
    mergeTemplates({ file, templates: [NEW], replace: false, dryRun: false, ...more });

  it('touches no other entry of a JSON file, not one character', async () => {
    const before =
      '{\n    "templates": [\n        {"templateId": "a", "maxNumber": 1.0, "x": 12345678901234567890}\n    ],\n "$schema" : "s" }\n';
    const file = put('t.json', before);
    const { text, added } = await merge(file);
    expect(added).toEqual(['new']);
    expect(readFileSync(file, 'utf8')).toBe(text);
    const piece = ',\n        {\n          "templateId": "new",\n          "maxNumber": 1,\n          "machineType": "small"\n        }';
    expect(text.replace(piece, '')).toBe(before);
  });

  it('keeps comments and other entries of a YAML file', async () => {
    const file = put('t.yaml', '# all of ours\ntemplates:\n  # the first\n  - templateId: a # keep\n    maxNumber: 1\n');
    const { text } = await merge(file);
    for (const comment of ['# all of ours', '# the first', '# keep']) expect(text).toContain(comment);
    expect(parse(readFileSync(file, 'utf8'))).toEqual({ templates: [{ templateId: 'a', maxNumber: 1 }, NEW] });
  });

  it.each([
    ['t.json', '{"templates": []}'],
    ['t.json', '[]'],
    ['t.json', undefined],
    ['t.yaml', 'templates: []\n'],
    ['t.yml', '[]'],
    ['t.yaml', undefined],
  ])('begins the list of %s with %s', async (name, before) => {
    const file = before === undefined ? join(outside, name) : put(name, before);
    await merge(file);
    const value = parse(readFileSync(file, 'utf8')) as { readonly templates: unknown } | readonly unknown[];
    expect(Array.isArray(value) ? value : (value as { readonly templates: unknown }).templates).toEqual([NEW]);
  });

  it('refuses an id that is there, naming its place, unless it is to be replaced', async () => {
    const file = put('t.json', `[\n  ${JSON.stringify({ ...NEW, maxNumber: 9 })},\n  ${JSON.stringify(template('b'))}\n]`);
    const before = readFileSync(file, 'utf8');
    await expect(merge(file)).rejects.toThrow(`${file}:2:3: template "new" is there already. Nothing was written; import with --replace`);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(await merge(file, { replace: true })).toMatchObject({ added: [], replaced: ['new'] });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([NEW, template('b')]);
    const yaml = put('t.yaml', 'templates:\n  - templateId: new # old\n    maxNumber: 9\n  - templateId: b # stays\n');
    await merge(yaml, { replace: true });
    expect(parse(readFileSync(yaml, 'utf8'))).toEqual({ templates: [NEW, { templateId: 'b' }] });
    expect(readFileSync(yaml, 'utf8')).toContain('# stays');
  });

  it('writes nothing in a dry run, and says what it would hold', async () => {
    const file = join(outside, 'none.yaml');
    expect((await merge(file, { dryRun: true })).text).toContain('templateId: new');
    expect(existsSync(file)).toBe(false);
  });

  it('keeps the mode of a file, and writes where a link leads', async () => {
    const file = put('t.json', '[]');
    chmodSync(file, 0o600);
    symlinkSync(file, join(outside, 'link.json'));
    await merge(join(outside, 'link.json'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([NEW]);
    expect(readdirSync(outside).toSorted()).toEqual(['link.json', 't.json']);
  });

  it.runIf(process.geteuid?.() === 0)('keeps the owner and the group of a file', async () => {
    const file = put('t.json', '[]');
    chownSync(file, 54_321, 54_322);
    chmodSync(file, 0o640);
    await merge(file);
    const { uid, gid, mode } = statSync(file);
    expect([uid, gid, mode & 0o777]).toEqual([54_321, 54_322, 0o640]);
  });

  it.runIf(process.geteuid?.() === 0)("refuses a file that would not be its owner's any more", async () => {
    const file = put('t.json', '[]');
    chownSync(file, 54_321, 54_321);
    chmodSync(outside, 0o777);
    chmodSync(site.root, 0o755);
    process.seteuid?.(54_322);
    onTestFinished(() => process.seteuid?.(0));
    await expect(merge(file)).rejects.toThrow(
      /belongs to user id 54321 and group id 54321, and would not afterwards: .*Nothing was changed/,
    );
    process.seteuid?.(0);
    expect([statSync(file).uid, readFileSync(file, 'utf8'), readdirSync(outside)]).toEqual([54_321, '[]', ['t.json']]);
  });

  it.each([false, true])('refuses a link that leads nowhere, and leaves it as it is (dry run: %s)', async (dryRun) => {
    symlinkSync('nowhere.json', join(outside, 'link.json'));
    await expect(merge(join(outside, 'link.json'), { dryRun })).rejects.toThrow(
      /link\.json is a link to nowhere\.json, which does not exist/,
    );
    expect([readlinkSync(join(outside, 'link.json')), readdirSync(outside)]).toEqual(['nowhere.json', ['link.json']]);
  });

  it('refuses a file that it cannot write, and leaves nothing behind', async () => {
    await expect(merge('/proc/self/templates.json')).rejects.toThrow(/cannot be written: .*Nothing was changed/);
    await expect(merge(join(outside, 'none/t.json'))).rejects.toThrow(/cannot be written: it does not exist/);
    await expect(merge(join(outside, 't.txt'))).rejects.toThrow(/is neither JSON nor YAML by its name/);
    await expect(merge(put('t.json', '{'))).rejects.toThrow(/not JSON/);
    expect(readdirSync(outside)).toEqual(['t.json']);
  });
});

describe('whatever keys a template has', () => {
  const OWN = ['vmType', 'imageId', 'ttl', 'subnetId', 'keyName', '__x', 'a b', 'zones', 'priceType'];
  const COMMON = ['attributes', 'priority', 'instanceTags', 'userData'];

  it('each is taken over, or told as left out', async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(['a']), fc.constant({ a: 'b' }));
    const own = fc.dictionary(fc.constantFrom(...OWN), value);
    const common = fc.record(
      { priority: fc.integer({ min: 0, max: 9 }), userData: fc.string(), instanceTags: fc.constant('a=b') },
      { requiredKeys: [] },
    );
    const file = join(outside, 'tinprov_templates.json');
    await fc.assert(
      fc.asyncProperty(own, common, async (ownKeys, commonKeys) => {
        const entry = { templateId: 't', maxNumber: 1, ...commonKeys, ...ownKeys, vmType: 'small', zones: ['a'] };
        writeFileSync(file, JSON.stringify({ templates: [entry] }));
        const { templates } = await importOne(file);
        const [imported] = templates;
        const left = imported?.dropped.map(({ key }) => key) ?? [];
        expect(imported?.problems).toEqual([]);
        expect(left.toSorted()).toEqual(
          Object.keys(ownKeys)
            .filter((key) => key !== 'vmType' && key !== 'zones')
            .toSorted(),
        );
        expect(Object.keys(imported?.template ?? {})).toEqual(
          expect.arrayContaining(Object.keys(commonKeys).filter((key) => COMMON.includes(key))),
        );
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
