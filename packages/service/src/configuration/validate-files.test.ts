import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteFolder, template } from './testing/site-folder.js';
import { type FileVerdict, validateTemplateFiles, type ValidateOptions } from './validate-files.js';

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

function validate(files: readonly string[], more: Partial<ValidateOptions> = {}): Promise<readonly FileVerdict[]> {
  return validateTemplateFiles({ files, strict: false, environment: {}, programDirectory: site.programDirectory, ...more });
}

describe('the validation of template files', { tags: ['configuration.validation', 'real'] }, () => {
  it('accepts another system’s file by its name alone, listing what it ignores', async () => {
    const file = put('tinprov_templates.json', {
      templates: [{ templateId: 'T-1', maxNumber: 3, vmType: 'small', imageId: 'x' }],
      Comment: 'x',
    });
    expect(await validate([file])).toEqual([
      {
        file,
        ok: true,
        problems: [],
        ignoredKeys: ['Comment'],
        templates: [{ file, place: 'templates[0]', templateId: 'T-1', ok: true, problems: [], ignoredKeys: ['imageId'], warnings: [] }],
      },
    ]);
  });

  it('asks about each template that its file has nothing against, and adds what is answered', async () => {
    site.configure();
    const configuration = await site.load();
    const file = put('a.json', [template('good'), template('doubtful'), template('none', { size: 'nonsense' })]);
    const asked: string[] = [];
    const [verdict] = await validate([file], {
      configuration,
      ask: async ({ templateId, connection }) => {
        asked.push(`${templateId} of ${connection}`);
        return templateId === 'good' ? { problems: [], warnings: [] } : { problems: ['size: sold out'], warnings: ['try again'] };
      },
    });
    expect(asked).toEqual(['good of main', 'doubtful of main']);
    expect(verdict?.ok).toBe(false);
    expect(verdict?.templates).toMatchObject([
      { templateId: 'good', ok: true, problems: [] },
      { templateId: 'doubtful', ok: false, problems: ['size: sold out'], warnings: expect.arrayContaining(['try again']) as unknown },
      { templateId: 'none', ok: false },
    ]);
  });

  it('refuses what it ignores when it is strict', async () => {
    const file = put('tinprov_templates.json', {
      templates: [{ templateId: 'T-1', maxNumber: 3, vmType: 'small', imageId: 'x' }],
      Comment: 'x',
    });
    const [verdict] = await validate([file], { strict: true });
    expect(verdict).toMatchObject({ ok: false, problems: [expect.stringMatching(/^Comment: /) as string] });
    expect(verdict?.templates).toMatchObject([
      { ok: false, problems: [expect.stringMatching(/^imageId: it means nothing here/) as string] },
    ]);
  });

  it('names the missing plugin for another system’s file that nobody reads, rather than another provider’s mistakes', async () => {
    rmSync(join(site.programDirectory, 'node_modules/provider-zinc'), { recursive: true });
    const file = put('awsprov_templates.json', { templates: [{ templateId: 'T-1', maxNumber: 3, vmType: 't3.small' }] });
    site.configure();
    for (const configuration of [undefined, await site.load()]) {
      expect(await validate([file], { configuration })).toMatchObject([
        {
          ok: false,
          problems: ['No installed provider reads awsprov_*: installed are tin. Install @hostwright/provider-aws.'],
          templates: [],
        },
      ]);
    }
  });

  it('takes the only installed provider for a file of ours', async () => {
    rmSync(join(site.programDirectory, 'node_modules/provider-zinc'), { recursive: true });
    const file = put(
      'mine.yaml',
      '- { templateId: a, maxNumber: 1, machineType: small }\n- { templateId: b, maxNumber: 1, machinType: small }\n',
    );
    const [verdict] = await validate([file]);
    expect(verdict).toMatchObject({ ok: false, templates: [{ ok: true }, { ok: false }] });
    expect(verdict?.templates[1]?.problems).toContain('machinType: unknown key; did you mean "machineType"?');
  });

  it('asks for the configuration where several providers are installed', async () => {
    const [verdict] = await validate([put('mine.json', [template('a')])]);
    expect(verdict).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/installed are tin, zinc\. Give the configuration with --config/) as string],
    });
  });

  it('goes by the configuration’s connections and folder', async () => {
    site.configure();
    site.write('boot.sh', 'true');
    const file = site.write('other.json', [template('a', { userDataScript: 'boot.sh' }), template('b', { connection: 'none' })]);
    const [verdict] = await validate([file], { configuration: await site.load() });
    expect(verdict?.templates).toMatchObject([
      { ok: true },
      { ok: false, problems: [expect.stringMatching(/no connection "none"/) as string] },
    ]);
  });

  it.each([
    ['is missing', undefined, /none\.json does not exist\. Correct its name, /],
    ['is no JSON', '{', /is not JSON/],
    ['has no list', '{}', /has no list "templates"/],
  ])('tells of a file that %s', async (_what, text, message) => {
    const file = text === undefined ? join(outside, 'none.json') : put('broken.json', text);
    const [verdict] = await validate([file], { configuration: undefined });
    site.configure();
    const [configured] = await validate([file], { configuration: await site.load() });
    expect(verdict?.ok).toBe(false);
    expect(configured).toMatchObject({ ok: false, problems: [expect.stringMatching(message) as string] });
  });

  it('finds an id that is used twice, over several files; naming a file twice is no mistake', async () => {
    site.configure();
    const configuration = await site.load();
    const [one, two] = [put('one.json', [template('a')]), put('two.json', [template('a')])];
    const verdicts = await validate([one, two, one], { configuration });
    expect(verdicts.map(({ ok }) => ok)).toEqual([true, false]);
    expect(verdicts[1]?.templates[0]?.problems[0]).toContain(`by templates[0] of ${one}, which is served, and by templates[0] of ${two}`);
  });

  it('warns of what works, and may not do what was meant', async () => {
    site.configure();
    const file = put('a.json', [template('under_score'), template('none', { maxNumber: 0 }), template('many', { maxNumber: 20_000 })]);
    const [verdict] = await validate([file], { configuration: await site.load() });
    expect(verdict?.ok).toBe(true);
    expect(verdict?.templates.map(({ warnings }) => warnings)).toEqual([
      [expect.stringContaining('does not suit LSF')],
      [expect.stringContaining('Host Factory never asks')],
      [expect.stringContaining("Symphony's 10000")],
    ]);
  });

  it('says which key beside the templates is unknown', async () => {
    site.configure();
    const [verdict] = await validate([put('a.json', { templates: [], tempaltes: [] })], { configuration: await site.load() });
    expect(verdict).toMatchObject({ ok: false, problems: ['tempaltes: unknown key beside "templates"; remove it'] });
  });
});
