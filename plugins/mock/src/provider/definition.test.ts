import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SPECIFICATION_VERSION, type SiteEntry, type Translation } from '@hostwright/core/provider';
import { behaviourShape } from '../cloud/behaviour.js';
import { faultSchema } from '../cloud/fault.js';
import { MACHINE_TYPES } from '../cloud/machine-types.js';
import mock from '../index.js';
import { settingsSchema } from './settings.js';
import { templateSchema } from './template.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const MANIFEST = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { hostwright: object };

const entries = (values: object): readonly SiteEntry[] =>
  Object.entries(values).map(([key, value]) => ({ key, valueJson: JSON.stringify(value) }));
const values = ({ entries: translated }: Translation): unknown =>
  Object.fromEntries(translated.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown]));

it('is what its package says it is', () => {
  expect(mock).toMatchObject({ id: 'mock', specificationVersion: SPECIFICATION_VERSION });
  expect(MANIFEST.hostwright).toMatchObject({ role: 'provider', providerId: 'mock', spec: SPECIFICATION_VERSION });
});

it('gives both schemas as JSON Schema, with a word on every key', () => {
  for (const schema of [mock.settingsSchema, mock.templateSchema]) {
    const json = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }) as {
      additionalProperties: boolean;
      properties: Record<string, { description?: string }>;
    };
    expect(json.additionalProperties).toBe(false);
    for (const [key, property] of Object.entries(json.properties))
      expect([key, property.description]).toEqual([key, expect.stringMatching(/\.$/)]);
  }
});

it('explains every setting, template key, fault and machine type in its README', () => {
  const kinds = faultSchema.options.map((option) => [...option.shape.kind.values][0] ?? '');
  const words = [
    ...Object.keys(settingsSchema.shape),
    ...Object.keys(templateSchema.shape),
    ...kinds,
    ...MACHINE_TYPES.map((type) => type.name),
  ];
  expect(words.filter((word) => !README.includes(`| \`${word}\` |`))).toEqual([]);
});

it('refuses what it does not know, and what cannot be', () => {
  const refused = (settings: object): string => settingsSchema.safeParse({ cloudFile: '/x/cloud.db', ...settings }).error?.message ?? '';
  expect(refused({})).toBe('');
  expect(refused({ regoin: 'x' })).toContain('regoin');
  expect(refused({ cloudFile: 'cloud.db' })).toContain('absolute path');
  expect(refused({ bootTimeMs: { minMs: 5, maxMs: 1 } })).toContain('minMs must not be above maxMs');
  expect(refused({ zones: ['a', 'a'] })).toContain('named twice');
  expect(refused({ rateLimits: { Unknown: { burst: 1, refillPerSecond: 1 } } })).toContain('Unknown');
  expect(templateSchema.safeParse({}).success).toBe(false);
  expect(templateSchema.safeParse({ machineType: 'mock.small', vmType: 'x' }).error?.message).toContain('vmType');
  const typeProblem = (machineType: unknown): string => templateSchema.safeParse({ machineType }).error?.issues[0]?.message ?? '';
  expect(typeProblem(['mock.small', 'mock.small'])).toBe('a machine type is named twice');
  expect(typeProblem('mock.tiny')).toMatch(/^the mock cloud sells no "mock\.tiny"; it sells mock\.small, /);
  expect(typeProblem(['mock.small', 'mock.tiny'])).toMatch(/sells no "mock\.tiny"/);
  expect(typeProblem(7)).toBe('name one machine type, or a list of them');
  expect(Object.keys(settingsSchema.shape)).toEqual(expect.arrayContaining(Object.keys(behaviourShape)));
});

it('suggests settings and templates that work as they are, of different sizes', () => {
  const starter = mock.starter!;
  const settings = values({ entries: starter.settings, ignoredKeys: [] }) as { cloudFile: string };
  expect(settings).toEqual({ cloudFile: '${CONFIG_DIR}/mock-cloud.db' });
  expect(settingsSchema.safeParse({ cloudFile: settings.cloudFile.replace('${CONFIG_DIR}', '/etc/hostwright') }).success).toBe(true);
  expect(starter.templates.map((template) => template.templateId)).toEqual(['small', 'medium', 'large', 'spot']);
  const types = starter.templates.map((template) => templateSchema.parse(values({ entries: template.entries, ignoredKeys: [] })));
  expect(types.map((template) => template.market)).toEqual(['on-demand', 'on-demand', 'on-demand', 'spot']);
  expect(new Set(types.map((template) => String(template.machineType))).size).toBe(4);
});

it('reads a settings file in the style of the vendors', { tags: ['mock.vendor-files', 'simulated'] }, () => {
  const translation = mock.siteFiles!.settings(
    entries({
      MOCK_CLOUD_FILE: '/x/cloud.db',
      MOCK_REGION: 'mock-2',
      MOCK_ACCOUNT: 'acme',
      MOCK_SEED: '7',
      MOCK_CREDENTIAL_SECRET: 'env:K',
      bootTimeMs: 5,
      LogLevel: 'INFO',
    }),
  );
  expect(values(translation)).toEqual({
    cloudFile: '/x/cloud.db',
    region: 'mock-2',
    account: 'acme',
    seed: 7,
    accessKey: 'env:K',
    bootTimeMs: 5,
  });
  expect(translation.ignoredKeys).toEqual(['LogLevel']);
  expect(mock.siteFiles?.prefixes).toEqual(['mock']);
});

/** Templates in the style of the vendors, and what they mean here. */
const TEMPLATES: readonly (readonly [theirs: object, ours: object, ignored: readonly string[]])[] = [
  [
    { vmType: 'mock.small', imageId: 'mock-linux', keyName: 'k', ttl: 5 },
    { machineType: 'mock.small', imageId: 'mock-linux' },
    ['keyName', 'ttl'],
  ],
  [{ vmType: 'mock.small, mock.medium' }, { machineType: ['mock.small', 'mock.medium'] }, []],
  [
    { vmTypes: { 'mock.small': 1, 'mock.large': '8' }, priceType: 'heterogeneous' },
    { machineType: ['mock.small', 'mock.large'], unitsPerMachine: { 'mock.small': 1, 'mock.large': 8 }, market: 'any' },
    [],
  ],
  [{ vmType: 'mock.small', priceType: 'spot' }, { machineType: 'mock.small', market: 'spot' }, []],
  [{ vmType: 'mock.small', priceType: 'ondemand' }, { machineType: 'mock.small', market: 'on-demand' }, []],
  [{ vmType: 'mock.small', spotPrice: '0.02' }, { machineType: 'mock.small', market: 'spot', maxPricePerHourUsd: 0.02 }, []],
  [
    { vmType: 'mock.small', zone: 'mock-1a,mock-1b', rootDeviceVolumeSize: '50', withPublicIP: 'true' },
    { machineType: 'mock.small', zones: ['mock-1a', 'mock-1b'], volumeSizeGib: 50, publicIp: true },
    [],
  ],
  [
    { vmType: 'mock.small', privateNetworkOnlyFlag: true, securityGroupIds: ['sg'] },
    { machineType: 'mock.small', publicIp: false },
    ['securityGroupIds'],
  ],
  [{ vmType: 7, __proto__: { polluted: true }, constructor: 'x' }, {}, ['vmType', 'constructor']],
];

it.each(TEMPLATES)('reads the template %j', { tags: ['mock.vendor-files', 'simulated'] }, (theirs, ours, ignored) => {
  const translation = mock.siteFiles!.template(entries(theirs));
  expect(values(translation)).toEqual(ours);
  expect(translation.ignoredKeys).toEqual(ignored);
  expect(templateSchema.safeParse(values(translation)).success).toBe('machineType' in ours);
});

it('leaves a value that makes no sense for the schema to refuse by name', () => {
  const translation = mock.siteFiles!.template(entries({ vmType: 'mock.small', priceType: 'gift', rootDeviceVolumeSize: 'huge' }));
  const issues = templateSchema.safeParse(values(translation)).error?.issues.map((issue) => issue.path.join('.'));
  expect(issues).toEqual(['market', 'volumeSizeGib']);
});
