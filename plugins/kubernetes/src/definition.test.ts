import { readFileSync } from 'node:fs';
import { SPECIFICATION_VERSION, type SiteEntry } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import kubernetes from './index.js';
import { apiServers } from './session/testing/api-server.js';
import { TestContext, readInput } from '@hostwright/plugin-testing';
import { settingsSchema } from './settings/schema.js';
import { templateSchema } from './template/schema.js';

const start = apiServers();
const MANIFEST = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly hostwright: object };
const toObject = (entries: readonly SiteEntry[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson.replaceAll(/\$\{\w+:-(\w+)\}/g, '$1')) as unknown]));

describe('the plugin', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('is what its package says it is', () => {
    expect(kubernetes).toMatchObject({ id: 'kubernetes', specificationVersion: SPECIFICATION_VERSION });
    expect(MANIFEST.hostwright).toMatchObject({ role: 'provider', providerId: 'kubernetes', spec: SPECIFICATION_VERSION });
  });

  it('gives both schemas as JSON Schema, with a word on every key', () => {
    for (const schema of [kubernetes.settingsSchema, kubernetes.templateSchema]) {
      const json = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }) as {
        readonly additionalProperties: boolean;
        readonly properties: Readonly<Record<string, { readonly description?: string }>>;
      };
      expect(json.additionalProperties).toBe(false);
      for (const [key, { description }] of Object.entries(json.properties))
        expect([key, description]).toEqual([key, expect.stringMatching(/\.$/)]);
    }
  });

  it('makes a provider without a word to the cluster, and closes what it never opened', async () => {
    const context = new TestContext();
    const provider = kubernetes.create(settingsSchema.parse({}), context);
    expect(provider).toMatchObject({
      specificationVersion: SPECIFICATION_VERSION,
      capabilities: { interfaces: [], machines: { feed: true } },
    });
    expect(context.calls).toEqual([]);
    await provider.dispose?.();
  });

  it('answers through what it loads then', async () => {
    const server = await start(() => ({ body: { metadata: { uid: 'uid-1' }, status: { userInfo: { username: 'u' } } } }));
    const provider = kubernetes.create(settingsSchema.parse({ server: server.url }), new TestContext());
    expect(await provider.identify(readInput())).toEqual({ account: 'uid-1', region: 'cluster', principal: 'u' });
    await provider.dispose?.();
  });

  it('suggests settings and templates that are good as they stand', () => {
    const { settings, templates } = kubernetes.starter!;
    expect(settingsSchema.parse(toObject(settings))).toMatchObject({ namespace: 'default' });
    expect(templates.map(({ entries }) => templateSchema.parse(toObject(entries)).handler)).toEqual([undefined]);
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

describe('loading', { tags: ['kubernetes.settings', 'real'] }, () => {
  it.each([
    ['index.ts', ['@hostwright/core/provider', 'zod']],
    ['provider.ts', ['@hostwright/core/provider', 'yaml', 'zod']],
  ])('%s takes no client of Kubernetes with it: that costs half a second', (file, expected) => {
    const packages = [...packagesOf(new URL(file, import.meta.url))].filter((name) => !name.startsWith('node:') && !name.endsWith('.json'));
    expect(packages.toSorted()).toEqual(expected);
  });
});
