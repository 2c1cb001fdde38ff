import { readFileSync } from 'node:fs';
import { SPECIFICATION_VERSION, type SiteEntry } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import aws from './index.js';
import { settingsSchema } from './settings/schema.js';
import { callerIdentity, localServices } from './session/testing/local-service.js';
import { TestContext, readInput } from '@hostwright/plugin-testing';
import { templateSchema } from './template/schema.js';

const start = localServices();
const MANIFEST = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { hostwright: object };
const toObject = (entries: readonly SiteEntry[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown]));

describe('the plugin', { tags: ['aws.settings', 'simulated'] }, () => {
  it('is what its package says it is', () => {
    expect(aws).toMatchObject({ id: 'aws', specificationVersion: SPECIFICATION_VERSION });
    expect(MANIFEST.hostwright).toMatchObject({ role: 'provider', providerId: 'aws', spec: SPECIFICATION_VERSION });
  });

  it('gives both schemas as JSON Schema, with a word on every key', () => {
    for (const schema of [aws.settingsSchema, aws.templateSchema]) {
      const json = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }) as {
        additionalProperties: boolean;
        properties: Record<string, { description?: string }>;
      };
      expect(json.additionalProperties).toBe(false);
      for (const [key, property] of Object.entries(json.properties))
        expect([key, property.description]).toEqual([key, expect.stringMatching(/\.$/)]);
    }
  });

  it('makes a provider without a word to the cloud, and closes what it never opened', async () => {
    const context = new TestContext();
    const provider = aws.create(settingsSchema.parse({ region: 'eu-central-1' }), context);
    expect(provider).toMatchObject({
      specificationVersion: SPECIFICATION_VERSION,
      capabilities: { interfaces: [], machines: { feed: false } },
    });
    expect(provider.machines).not.toHaveProperty('feed');
    expect(context.calls).toEqual([]);
    await provider.dispose?.();
  });

  it('answers through what it loads then', async () => {
    const service = await start(() => callerIdentity());
    const credentials = { source: 'keys', accessKeyId: 'AKIA', secretAccessKey: 's' };
    const provider = aws.create(settingsSchema.parse({ region: 'eu-central-1', endpoint: service.url, credentials }), new TestContext());
    expect(await provider.identify(readInput())).toMatchObject({ account: '123456789012', region: 'eu-central-1' });
    await provider.dispose?.();
  });

  it('has a feed where a queue is configured', () => {
    const settings = settingsSchema.parse({ region: 'eu-central-1', eventQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/q' });
    const { capabilities, machines } = aws.create(settings, new TestContext());
    expect([capabilities.machines.feed, typeof machines.feed]).toEqual([true, 'function']);
  });

  it('suggests settings and templates that are good as they stand', { tags: ['aws.init'] }, () => {
    const { settings, templates } = aws.starter!;
    expect(toObject(settings)).toEqual({ region: '${AWS_REGION:-us-east-1}' });
    expect(templates.map(({ entries }) => templateSchema.parse(toObject(entries)).market)).toEqual(['on-demand', 'spot']);
  });
});

/** The packages that a module imports when it is loaded, with all that it imports. */
function packagesOf(file: URL, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file.href)) return new Set();
  seen.add(file.href);
  const source = readFileSync(file, 'utf8');
  const names = [...source.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)'/gms)].map(([, name = '']) => name);
  const inner = names.filter((name) => name.startsWith('.')).map((name) => new URL(name.replace(/\.js$/, '.ts'), file));
  return new Set([...names.filter((name) => !name.startsWith('.')), ...inner.flatMap((next) => [...packagesOf(next, seen)])]);
}

it('loads no SDK of AWS for its schemas: calls of Host Factory start fast', { tags: ['aws.settings', 'real'] }, () => {
  const packages = [...packagesOf(new URL('index.ts', import.meta.url))].filter((name) => !name.startsWith('node:'));
  expect(packages.toSorted()).toEqual(['@hostwright/core/provider', 'zod']);
});
