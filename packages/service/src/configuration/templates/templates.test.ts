import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteFolder, template } from '../testing/site-folder.js';

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder();
});
afterEach(() => site.remove());

describe('a template', { tags: ['configuration.templates', 'real'] }, () => {
  it('is served with its defaults, normalised', async () => {
    const { templates, templateProblems } = await site.loadTemplates([template('small')]);
    expect(templateProblems).toEqual([]);
    expect(templates).toEqual([
      {
        templateId: 'small',
        connection: 'main',
        maxNumber: 10,
        priority: 0,
        attributes: [],
        tags: [],
        userData: undefined,
        options: { machineType: 'small', zones: ['a'] },
      },
    ]);
  });

  it.each([
    ['maxNumber as text', { maxNumber: '7' }, { maxNumber: 7 }],
    ['no limit', { maxNumber: -1 }, { maxNumber: -1 }],
    ['a maximum of nothing', { maxNumber: 0 }, { maxNumber: 0 }],
    ['a priority', { priority: 5 }, { priority: 5 }],
    ['user data, whatever stands in it', { userData: 'echo ${HOSTNAME} $1' }, { userData: 'echo ${HOSTNAME} $1' }],
    ['empty user data', { userData: '' }, { userData: undefined }],
    ['its connection', { connection: 'main' }, { connection: 'main' }],
    ['options of its provider', { zones: ['b'] }, { options: { machineType: 'small', zones: ['b'] } }],
  ])('may have %s', async (_what, more, expected) => {
    const { templates, templateProblems } = await site.loadTemplates([template('t', more)]);
    expect(templateProblems).toEqual([]);
    expect(templates[0]).toMatchObject(expected);
  });

  it.each([
    ['a misspelt key of its provider', template('bad', { machinType: 'small' }), 'machinType: unknown key; did you mean "machineType"?'],
    ['a misspelt key of ours', template('bad', { maxNumbr: 4 }), 'maxNumbr: unknown key; did you mean "maxNumber"?'],
    ['a key like no other', template('bad', { qqqqqqqqqqqq: 4 }), /qqqqqqqqqqqq: unknown key; known are .*machineType/],
    ['an unknown machine type', template('bad', { machineType: 'huge' }), /^machineType: /],
    ['a machine type of the wrong kind', template('bad', { machineType: 5 }), /^machineType: /],
    ['no maxNumber', { templateId: 'bad', machineType: 'small' }, 'maxNumber is missing'],
    ['no id', { maxNumber: 1, machineType: 'small' }, 'templates[1]: templateId is missing'],
    ['no key that its provider needs', { templateId: 'bad', maxNumber: 1 }, 'machineType is missing'],
    ['a fraction as maxNumber', template('bad', { maxNumber: 1.5 }), /^maxNumber: /],
    ['a maxNumber below no limit', template('bad', { maxNumber: -2 }), /^maxNumber: .*from -1 to/],
    ['a maxNumber of a thousand millions', template('bad', { maxNumber: 1e9 }), /^maxNumber: /],
    ['words as maxNumber', template('bad', { maxNumber: 'many' }), 'maxNumber: write a whole number'],
    ['an id that is a number', template('bad', { templateId: 7 }), /templateId: /],
    ['an id with a space', template('bad', { templateId: 'a b' }), /templateId: use 1 to 128 characters without white space/],
    ['an unknown connection', template('bad', { connection: 'other' }), 'connection: there is no connection "other"; name one of main'],
    ['user data of a wrong kind', template('bad', { userData: { a: 1 } }), /^userData: /],
    ['user data of more than 16 KiB', template('bad', { userData: 'x'.repeat(16_385) }), /^userData: it is larger than 16 KiB/],
    ['a missing variable', template('bad', { machineType: '${NO_SUCH}' }), /machineType: the environment variable NO_SUCH is not set/],
    ['an attribute of an unknown type', template('bad', { attributes: { ncpus: ['Number', '4'] } }), /^attributes\.ncpus: /],
    ['an attribute of three parts', template('bad', { attributes: { ncpus: ['Numeric', '4', '5'] } }), /^attributes\.ncpus: /],
    ['an attribute that is no number', template('bad', { attributes: { ncpus: 'four' } }), /^attributes\.ncpus: .*must be a number/],
    ['a Boolean that is neither 1 nor 0', template('bad', { attributes: { awshost: ['Boolean', 'yes'] } }), /^attributes\.awshost: /],
    ['a tag without value', template('bad', { instanceTags: 'a=1;b' }), /^instanceTags: a part has no "="/],
    ['a tag without key', template('bad', { instanceTags: '=1' }), /^instanceTags: a tag has no key/],
    ['a tag of ours', template('bad', { instanceTags: 'hostwright-intent=1' }), /^instanceTags: the tag "hostwright-intent"/],
    ['text in place of an object', 'small', 'templates[1]: it is no object; write keys and values'],
    ['a list in place of an object', [template('bad')], 'templates[1]: it is no object; write keys and values'],
    ['null in place of an object', null, 'templates[1]: it is no object; write keys and values'],
  ])('with %s costs itself alone', { tags: ['fault.row-22'] }, async (_what, bad, message) => {
    const { templates, templateProblems } = await site.loadTemplates([template('good'), bad, template('also-good')]);
    expect(templates.map(({ templateId }) => templateId)).toEqual(['good', 'also-good']);
    const matches = (text: string): boolean => (typeof message === 'string' ? text === message : message.test(text));
    expect(templateProblems.map((problem) => problem.message)).toContainEqual(expect.toSatisfy(matches));
    expect(templateProblems.every(({ file }) => file === site.path('templates.json'))).toBe(true);
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'with the key %s, at whatever depth, costs itself alone and changes nothing else',
    { tags: ['fault.row-22'] },
    async (key) => {
      const bad = [`{"templateId":"a","maxNumber":1,"machineType":"small","${key}":{"polluted":true}}`];
      const deep = `{"templateId":"b","maxNumber":1,"machineType":"small","attributes":{"${key}":["String","x"]}}`;
      site.configure();
      site.write('templates.json', `[${[...bad, deep, JSON.stringify(template('good'))].join(',')}]`);
      const { templates, templateProblems } = await site.load();
      expect(templates.map(({ templateId }) => templateId)).toEqual(['good']);
      expect(templateProblems.map(({ templateId, message }) => [templateId, message])).toEqual([
        ['a', `the key "${key}" is not allowed anywhere; remove it`],
        ['b', `the key "${key}" is not allowed anywhere; remove it`],
      ]);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  it('tells everything that is wrong at once', async () => {
    const { templateProblems } = await site.loadTemplates([template('bad', { maxNumber: 1.5, machinType: 'x', instanceTags: 'a' })]);
    expect(templateProblems.map(({ message }) => message.split(':')[0])).toEqual(
      expect.arrayContaining(['maxNumber', 'machinType']) as string[],
    );
  });

  it('fills in variables, and the configuration folder', { tags: ['configuration.variables', 'real'] }, async () => {
    site.configure();
    site.write('templates.json', [template('t', { machineType: '${SIZE}', zones: ['${ZONE:-a}', '${CONFIG_DIR}', '$${LITERAL}'] })]);
    const { templates } = await site.load({ SIZE: 'large' });
    expect(templates[0]?.options).toEqual({ machineType: 'large', zones: ['a', site.directory, '${LITERAL}'] });
  });
});

describe('attributes', { tags: ['configuration.templates', 'real'] }, () => {
  it('are read from pairs, lists of one and plain values', async () => {
    const attributes = {
      type: 'X86_64',
      ncpus: 1,
      ncores: '2',
      nram: ['4096'],
      mem: ['Numeric', '[512:1024]'],
      nthreads: ['Numeric', 2],
      awshost: ['Boolean', '1'],
      fast: true,
      zone: ['String', 'us_west_2a'],
      speed: 3.5,
      model: 'A100',
    };
    const { templates, templateProblems } = await site.loadTemplates([template('t', { attributes })]);
    expect(templateProblems).toEqual([]);
    expect(templates[0]?.attributes.map(({ name, type, value }) => [name, type, value])).toEqual([
      ['type', 'String', 'X86_64'],
      ['ncpus', 'Numeric', '1'],
      ['ncores', 'Numeric', '2'],
      ['nram', 'Numeric', '4096'],
      ['mem', 'Numeric', '[512:1024]'],
      ['nthreads', 'Numeric', '2'],
      ['awshost', 'Boolean', '1'],
      ['fast', 'Boolean', '1'],
      ['zone', 'String', 'us_west_2a'],
      ['speed', 'Numeric', '3.5'],
      ['model', 'String', 'A100'],
    ]);
  });
});

describe('instance tags', { tags: ['configuration.templates', 'real'] }, () => {
  it.each([
    ['group=p1;team=a b', { group: 'p1', team: 'a b' }],
    ['group=p1,team=a', { group: 'p1', team: 'a' }],
    ['group=x,y;team=a', { group: 'x,y', team: 'a' }],
    ['group=x,y', { group: 'x,y' }],
    [' group = p1 ; ; ', { group: 'p1' }],
    ['url=http://x/?a=b', { url: 'http://x/?a=b' }],
    ['a=1;a=2', { a: '2' }],
    ['', {}],
    [
      { group: 'p1', size: 3 },
      { group: 'p1', size: '3' },
    ],
  ])('are read from %j', async (instanceTags, expected) => {
    const { templates } = await site.loadTemplates([template('t', { instanceTags })]);
    expect(Object.fromEntries(templates[0]?.tags.map(({ key, value }) => [key, value]) ?? [])).toEqual(expected);
  });

  it('leave out keys that only the cloud gives', async () => {
    const { templates, ignoredKeys } = await site.loadTemplates([template('t', { instanceTags: 'aws:x=1;b=2' })]);
    expect(templates[0]?.tags).toEqual([{ key: 'b', value: '2' }]);
    expect(ignoredKeys).toEqual([{ file: site.path('templates.json'), templateId: 't', key: 'instanceTags.aws:x' }]);
  });
});

describe('a user data script', { tags: ['configuration.templates', 'real'] }, () => {
  it('is read from the configuration folder', async () => {
    site.write('scripts/boot.sh', '#!/bin/sh\necho ${HOSTNAME}\n');
    const { templates } = await site.loadTemplates([template('t', { userDataScript: 'scripts/boot.sh' })]);
    expect(templates[0]?.userData).toBe('#!/bin/sh\necho ${HOSTNAME}\n');
  });

  it.each([
    ['an absolute path', () => '/etc/passwd'],
    ['a path out of the folder', () => '../outside.sh'],
    ['a path out of the folder and back', () => 'scripts/../../site/../outside.sh'],
    ['a link out of the folder', () => 'link.sh'],
    ['a file in a linked folder', () => 'linked/outside.sh'],
  ])('is refused as %s', async (_what, script) => {
    writeFileSync(join(site.root, 'outside.sh'), 'secret');
    symlinkSync(join(site.root, 'outside.sh'), site.path('link.sh'));
    symlinkSync(site.root, site.path('linked'));
    const { templates, templateProblems } = await site.loadTemplates([template('good'), template('t', { userDataScript: script() })]);
    expect(templates.map(({ templateId }) => templateId)).toEqual(['good']);
    expect(templateProblems).toMatchObject([
      { templateId: 't', message: expect.stringContaining('outside the configuration folder') as string },
    ]);
  });

  it.each([
    ['is missing', 'none.sh', /none\.sh cannot be read: it does not exist \(ENOENT\)/],
    ['is a folder', 'folder', /folder is no file/],
    ['is larger than 16 KiB', 'large.sh', /larger than 16 KiB/],
    ['has an impossible name', 'a\0b', /no file name/],
  ])('that %s costs its template alone', async (_what, userDataScript, message) => {
    mkdirSync(site.path('folder'));
    site.write('large.sh', 'x'.repeat(16_385));
    const { templates, templateProblems } = await site.loadTemplates([template('good'), template('t', { userDataScript })]);
    expect(templates.map(({ templateId }) => templateId)).toEqual(['good']);
    expect(templateProblems).toMatchObject([{ templateId: 't', message: expect.stringMatching(message) as string }]);
  });

  it('excludes user data in the template', async () => {
    site.write('boot.sh', 'x');
    const { templateProblems } = await site.loadTemplates([template('t', { userDataScript: 'boot.sh', userData: 'y' })]);
    expect(templateProblems).toMatchObject([{ message: expect.stringContaining('keep one of them') as string }]);
  });
});

describe('template ids', () => {
  it('that are used twice are served once; the problem names both places', async () => {
    site.configure({ templates: [template('a')] });
    site.write('a-templates.json', [template('b'), template('b', { maxNumber: 2 })]);
    site.write('b-templates.yaml', '- { templateId: a, maxNumber: 3, machineType: small }\n');
    const { templates, templateProblems } = await site.load();
    expect(templates.map(({ templateId, maxNumber }) => [templateId, maxNumber])).toEqual([
      ['a', 10],
      ['b', 10],
    ]);
    expect(templateProblems.map(({ message }) => message)).toEqual([
      `templateId: "b" is used twice, by templates[0] of ${site.path('a-templates.json')}, which is served, and by templates[1] of ${site.path('a-templates.json')}; rename one of them`,
      `templateId: "a" is used twice, by templates[0] of ${site.path('hostwright.json')}, which is served, and by templates[0] of ${site.path('b-templates.yaml')}; rename one of them`,
    ]);
  });

  it('are free again when the first of that name cannot be used', async () => {
    const { templates } = await site.loadTemplates([template('a', { machineType: 'huge' }), template('a')]);
    expect(templates).toHaveLength(1);
  });
});
