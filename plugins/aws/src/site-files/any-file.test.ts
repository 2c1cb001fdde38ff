import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../settings/schema.js';
import { templateKeys } from '../template/keys.js';
import { templateSchema } from '../template/schema.js';
import { translateSettings } from './settings.js';
import { translateTemplate } from './template.js';

const SETTINGS = [
  'AWS_REGION',
  'AWS_CREDENTIAL_FILE',
  'AWS_CREDENTIAL_SCRIPT',
  'AWS_CREDENTIAL_RENEW_MARGIN',
  'AWS_KEY_FILE',
  'AWS_PROXY_HOST',
  'AWS_PROXY_PORT',
];
const FOREIGN = [
  'spotPrice',
  'subnetId',
  'provider_api',
  'abis_instance_requirements',
  'provider_config',
  'requestValidity',
  'machine_types',
];
const TEMPLATES = [...FOREIGN, ...Object.keys(templateKeys.shape)];

/** A file with keys that mean something and values that mean anything. */
const fileOf = (names: readonly string[]): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.dictionary(
    fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 12 })),
    fc.oneof(fc.jsonValue(), fc.constantFrom('spot', 'heterogeneous', 'a,b', '1')),
    {
      maxKeys: 8,
    },
  );

const entriesOf = (file: Readonly<Record<string, unknown>>) =>
  Object.entries(file).map(([key, value]) => ({ key, valueJson: JSON.stringify(value) }));

describe('whatever stands in a foreign file', { tags: ['aws.site-files', 'simulated'] }, () => {
  it('is translated or ignored by name, and then accepted or refused, never with a crash', () => {
    for (const [translate, schema, names] of [
      [translateSettings, settingsSchema, SETTINGS],
      [translateTemplate, templateSchema, TEMPLATES],
    ] as const) {
      fc.assert(
        fc.property(fileOf(names), (file) => {
          const { entries, ignoredKeys } = translate(entriesOf(file));
          const value: unknown = Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown]));
          const { error } = schema.safeParse(value);
          for (const { message } of error?.issues ?? []) expect(message).not.toBe('');
          for (const key of ignoredKeys) expect(typeof key).toBe('string');
        }),
        { numRuns: 500 },
      );
    }
  });
});
