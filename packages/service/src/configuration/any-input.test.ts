import { rmSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { isHostFactoryError } from '@hostwright/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { SiteFolder, template } from './testing/site-folder.js';
import type { SiteConfiguration } from './types.js';

const TIMEOUT_MS = 60_000;
let site: SiteFolder;
beforeAll(() => {
  site = new SiteFolder();
});
afterAll(() => site.remove());

const key = fc.oneof(
  fc.constantFrom(
    'version',
    'include',
    'connections',
    'name',
    'provider',
    'settings',
    'templates',
    'templateFiles',
    'timing',
    'log',
    'plugins',
    'agent',
  ),
  fc.constantFrom(
    'templateId',
    'maxNumber',
    'attributes',
    'instanceTags',
    'userData',
    'userDataScript',
    'machineType',
    'connection',
    'priority',
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '$schema', 'workDirectory', ''),
);
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    1,
    -1,
    1.5,
    1e300,
    '',
    'main',
    'tin',
    'small',
    'off',
    '${A}',
    '${',
    '..',
    '/',
    '*',
    '\0',
    'a=b;c',
  ),
  fc.string(),
  fc.double(),
);
const { any: value } = fc.letrec<{ any: unknown; object: unknown }>((tie) => ({
  any: fc.oneof({ maxDepth: 5 }, scalar, tie('object'), fc.array(tie('any'), { maxLength: 3 })),
  object: fc.array(fc.tuple(key, tie('any')), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs)),
}));
/** Nearly right: every part may be right or anything. */
const near = fc.record(
  {
    version: fc.oneof(fc.constant(1), value),
    connections: fc.oneof(fc.constant([{ name: 'main', provider: 'tin' }]), value),
    templates: fc.oneof(fc.array(fc.oneof(value, fc.constant(template('a')))), value),
    templateFiles: fc.oneof(fc.constant(['*.json']), value),
    include: fc.oneof(fc.constant([]), value),
    timing: value,
    plugins: value,
    hostFactory: value,
  },
  { requiredKeys: ['version', 'connections'] },
);

/** Loads what stands in the folder: a configuration, or a refusal of ours. Anything else fails the test. */
async function load(): Promise<SiteConfiguration | undefined> {
  try {
    return await site.load();
  } catch (error) {
    if (!isHostFactoryError(error)) throw error;
    return undefined;
  }
}

/** Whether everything that would be served can be: nothing of what was read slips through unjudged. */
function isSound(configuration: SiteConfiguration | undefined): boolean {
  return (configuration?.templates ?? []).every(
    ({ templateId, maxNumber, attributes, options }) =>
      templateId !== '' &&
      Number.isInteger(maxNumber) &&
      attributes.every((attribute) => typeof attribute.value === 'string') &&
      ['small', 'large'].includes((options as { machineType: string }).machineType),
  );
}

/** Dated back, so that nobody waits for the end of an edit. */
function write(name: string, text: string): void {
  rmSync(site.path('hostwright.json'), { force: true });
  rmSync(site.path('hostwright.yaml'), { force: true });
  site.write(name, text);
}

describe('whatever stands in the files', { tags: ['configuration.any-content', 'real'] }, () => {
  it('is loaded, or refused as a configuration: the configuration file in JSON', { timeout: TIMEOUT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, near), async (input) => {
        write('hostwright.json', JSON.stringify(input));
        expect(isSound(await load())).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is loaded, or refused as a configuration: the configuration file in YAML, cut off anywhere', { timeout: TIMEOUT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          near.map((input) => stringify(input)),
          fc.string({ unit: 'binary' }),
        ),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (text, part) => {
          write('hostwright.yaml', text.slice(0, Math.ceil(text.length * part)));
          expect(isSound(await load())).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('costs no other template its place: a template file', { timeout: TIMEOUT_MS }, async () => {
    write('hostwright.json', JSON.stringify({ version: 1, connections: [{ name: 'main', provider: 'tin' }] }));
    site.write('a-templates.json', [template('always')]);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          value.map((input) => JSON.stringify(input)),
          near.map((input) => JSON.stringify(input)),
          fc.string(),
        ),
        async (text) => {
          site.write('b-templates.json', text);
          const configuration = await site.load();
          expect(configuration.templates.map(({ templateId }) => templateId)).toContain('always');
          expect(isSound(configuration)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
    writeFileSync(site.path('b-templates.json'), '[]');
  });
});
