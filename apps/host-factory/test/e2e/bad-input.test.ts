import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { livingIn } from './harness/cloud.js';
import type { Keys } from './harness/configuration.js';
import { type Scene, play } from './harness/scenario.js';
import type { CallName, Site } from './harness/site.js';
import { PAIRS } from './harness/variants.js';

const HUNDRED_MEGABYTES = 100 * 1024 * 1024;

const asText = (template: unknown): string => JSON.stringify({ template });
const count = (machineCount: unknown): string => asText({ templateId: 'small', machineCount });

/** Inputs that no call may accept. */
const REFUSED_TEXTS: readonly (readonly [what: string, call: CallName, text: string])[] = [
  ['an empty request', 'requestMachines', ''],
  ['something else than JSON', 'requestMachines', 'template=small'],
  ['truncated JSON', 'requestMachines', count(1).slice(0, -4)],
  ['deep nesting', 'requestMachines', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ['a list', 'requestMachines', '[]'],
  ['null', 'requestMachines', 'null'],
  ['a template that is text', 'requestMachines', asText('small')],
  ['a template id that is a number', 'requestMachines', asText({ templateId: 7, machineCount: 1 })],
  ['a count that is a list', 'requestMachines', count([1])],
  ['a count that is true', 'requestMachines', count(true)],
  ['no count', 'requestMachines', asText({ templateId: 'small' })],
  ['0 machines', 'requestMachines', count(0)],
  ['-1 machines', 'requestMachines', count(-1)],
  ['1.5 machines', 'requestMachines', count(1.5)],
  ['1e9 machines', 'requestMachines', count(1e9)],
  ['an unknown template', 'requestMachines', asText({ templateId: 'no-such-template', machineCount: 1 })],
  ['a template called __proto__', 'requestMachines', '{"template":{"templateId":"__proto__","machineCount":1}}'],
  ['a template called constructor', 'requestMachines', asText({ templateId: 'constructor', machineCount: 1 })],
  ['keys of the prototype', 'requestMachines', '{"__proto__":{"template":{"templateId":"small","machineCount":1}}}'],
  ['machines that are a number', 'requestReturnMachines', '{"machines":7}'],
  ['no machines', 'requestReturnMachines', '{}'],
  ['requests that are a number', 'getRequestStatus', '{"requests":7}'],
  ['no requests', 'getRequestStatus', '{}'],
  ['machines that are text in a list of numbers', 'getReturnRequests', '{"machines":[1,2]}'],
  ['half a document', 'getAvailableTemplates', '{'],
];

describe.concurrent.each(PAIRS)('input that cannot be used, $dialect with agent: $mode', (variant) => {
  it('is refused in one document, launches nothing, and leaves the rest served', { tags: ['hf.any-input', 'simulated'] }, () =>
    play(variant, async (scene) => {
      const files: readonly (readonly [what: string, call: CallName, file: string])[] = [
        ...REFUSED_TEXTS.map(([what, call, text]) => [what, call, scene.site.writeInput(text)] as const),
        ['a missing file', 'requestMachines', join(scene.site.root, 'in', 'missing')],
        ['a folder', 'requestMachines', join(scene.site.root, 'in')],
        ['100 MB', 'requestMachines', sparseFile(scene.site)],
      ];
      for (const [what, call, file] of files) {
        expect(await outcomeOf(scene.site, call, file, what)).toEqual({ what, exitCode: 1, says: true, requestId: undefined, short: true });
      }
      await expectServed(scene);
    }),
  );

  it('is told from input that only looks unusual', () =>
    play(variant, async ({ hostFactory, site }) => {
      const accepted = await site.callWithText(
        'requestMachines',
        '\uFEFF{"template":{"templateId":"small","machineCount":"1","__proto__":{"x":1},"unknown":[]},"constructor":"x","rc_account":""}',
      );
      expect(accepted.exitCode).toBe(0);
      const { machines } = await hostFactory.end(accepted.document.requestId ?? '');
      await hostFactory.giveBackAndWait(machines);
      expect(await site.callWithText('getAvailableTemplates', '')).toMatchObject({ exitCode: 0 });
      expect(await site.callWithText('requestReturnMachines', '{"machines":[]}')).toMatchObject({ exitCode: 0 });
    }));
});

describe.concurrent.each(PAIRS)('templates that cannot be used, $dialect with agent: $mode', (variant) => {
  it('leave the others served', { tags: ['fault.row-22', 'simulated'] }, () =>
    play({ ...variant, templates: [{ templateId: 'small', maxNumber: 10, machineType: 'mock.small' }] }, async (scene) => {
      writeTemplates(scene.site, 'bad', [
        { templateId: 'twice', maxNumber: 1, machineType: 'mock.small' },
        { templateId: 'twice', maxNumber: 2, machineType: 'mock.large' },
        { templateId: 'no-type', maxNumber: 1 },
        { templateId: 'misspelt', maxNumber: 1, machineTipe: 'mock.small' },
        { templateId: 'wrong-maximum', maxNumber: 'many', machineType: 'mock.small' },
        { templateId: 'script', maxNumber: 1, machineType: 'mock.small', userDataScript: '../../../../../../etc/passwd' },
        { templateId: 'other', maxNumber: 1, machineType: 'mock.small' },
      ]);
      const templates = await scene.hostFactory.templates();
      expect(templates.map(({ templateId }) => templateId).toSorted()).toEqual(expect.arrayContaining(['other', 'small']));
      for (const templateId of ['no-type', 'misspelt', 'wrong-maximum', 'script']) {
        expect(templates.map((template) => template.templateId)).not.toContain(templateId);
        const answer = await scene.hostFactory.tryRequest(templateId, 1);
        expect(answer).toMatchObject({ exitCode: 1, document: { message: expect.stringContaining(templateId) } });
      }
      await expectServed(scene);
    }),
  );

  it('include one whose user data script lies outside the folder by a link', () =>
    play({ ...variant, templates: [{ templateId: 'small', maxNumber: 10, machineType: 'mock.small' }] }, async (scene) => {
      symlinkSync('/etc/passwd', join(scene.site.configurationFolder, 'boot.sh'));
      writeTemplates(scene.site, 'linked', [{ templateId: 'linked', maxNumber: 1, machineType: 'mock.small', userDataScript: 'boot.sh' }]);
      expect((await scene.hostFactory.templates()).map(({ templateId }) => templateId)).toEqual(['small']);
      await expectServed(scene);
    }));

  it('do not vanish while their file is being edited', { tags: ['configuration.templates-edited', 'simulated'] }, () =>
    play({ ...variant, templates: [{ templateId: 'small', maxNumber: 10, machineType: 'mock.small' }] }, async (scene) => {
      const { hostFactory, site } = scene;
      const edited = { templateId: 'edited', maxNumber: 3, machineType: 'mock.small' };
      const file = writeTemplates(site, 'edited', [edited]);
      // A site in use: the very first call of all makes the work directory, in which the last good templates are kept.
      await hostFactory.templates();
      expect((await hostFactory.templates()).map(({ templateId }) => templateId).toSorted()).toEqual(['edited', 'small']);
      const whole = JSON.stringify({ templates: [edited] });
      for (const text of [whole.slice(0, 30), '', whole.slice(0, -3)]) {
        writeFileSync(file, text);
        const known = (await hostFactory.templates()).map(({ templateId }) => templateId);
        expect(known).toContain('small');
        expect(known).toContain('edited');
      }
      writeFileSync(file, whole);
      await hostFactory.giveBackAndWait(await hostFactory.machines('edited', 1));
      await expectServed(scene);
    }),
  );
});

describe.concurrent.each(PAIRS)('surroundings that cannot be used, $dialect with agent: $mode', (variant) => {
  const workVariable = variant.dialect === 'lsf' ? 'PRO_DATA_DIR' : 'HF_PROVIDER_WORKDIR';
  const request = { template: { templateId: 'small', machineCount: 1 } };

  it('a work directory that is missing is made', () =>
    play(variant, async (scene) => {
      const environment = { [workVariable]: join(scene.site.root, 'not/yet/there') };
      const answer = await scene.site.call('getAvailableTemplates', {}, { environment });
      expect(answer.exitCode).toBe(0);
      expect(existsSync(join(scene.site.root, 'not/yet/there'))).toBe(true);
    }));

  it.each([
    ['lies below a file', (site: Site) => join(site.writeInput('a file'), 'work')],
    ['cannot be written to', () => '/proc/self/work'],
  ])('a work directory that %s is refused', (_what, folder) =>
    play(variant, async ({ site }) => {
      const environment = { [workVariable]: folder(site) };
      const answer = await site.call('requestMachines', request, { environment });
      expect(answer).toMatchObject({ exitCode: 1, document: { message: expect.stringMatching(/work/i) } });
      expect(existsSync(site.cloudFile) ? livingIn(site.cloudFile) : []).toEqual([]);
    }),
  );

  it('no environment at all is refused', () =>
    play(variant, async ({ site }) => {
      const nothing = Object.fromEntries(Object.keys(site.environment).map((name) => [name, name === 'PATH' ? '/usr/bin:/bin' : '']));
      for (const call of ['getAvailableTemplates', 'requestMachines', 'getReturnRequests'] as const) {
        const answer = await site.call(call, request, { environment: nothing });
        expect(answer).toMatchObject({ exitCode: 1, document: { message: expect.any(String) } });
      }
    }));

  it('a configuration that cannot be read is refused, and names its file', () =>
    play(variant, async ({ site }) => {
      writeFileSync(join(site.configurationFolder, 'hostwright.json'), '{ "version": 1, ');
      expect(await site.call('requestMachines', request)).toMatchObject({
        exitCode: 1,
        document: { message: expect.stringContaining('hostwright.json') },
      });
      site.configure({});
      writeFileSync(join(site.configurationFolder, 'hostwright.json'), JSON.stringify({ version: 1, conections: [] }));
      expect(await site.call('requestMachines', request)).toMatchObject({
        exitCode: 1,
        document: { message: expect.stringContaining('connections') },
      });
    }));
});

/** What came of an input that nothing may accept; the same for all of them. */
async function outcomeOf(site: Site, call: CallName, file: string, what: string) {
  const { exitCode, document, stdout } = await site.callWithFile(call, file);
  const { message, requestId } = document;
  return { what, exitCode, says: typeof message === 'string' && message !== '', requestId, short: stdout.length < 2_000 };
}

/** Nothing of what was refused was launched, and what is right works as before. */
async function expectServed({ hostFactory, site }: Scene): Promise<void> {
  const machines = await hostFactory.machines('small', 1);
  expect(livingIn(site.cloudFile)).toHaveLength(1);
  await hostFactory.giveBackAndWait(machines);
}

function writeTemplates(site: Site, name: string, templates: readonly Keys[]): string {
  const file = join(site.configurationFolder, `${name}-templates.json`);
  writeFileSync(file, JSON.stringify({ templates }));
  return file;
}

function sparseFile(site: Site): string {
  mkdirSync(join(site.root, 'in'), { recursive: true });
  const file = join(site.root, 'in', 'large');
  const descriptor = openSync(file, 'w');
  ftruncateSync(descriptor, HUNDRED_MEGABYTES);
  closeSync(descriptor);
  return file;
}
