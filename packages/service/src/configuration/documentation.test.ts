import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locateSite } from './site/locate.js';
import { installPlugin, pluginCode, writeProgram } from './testing/plugin-folder.js';
import { SiteFolder } from './testing/site-folder.js';

const TEXT = readFileSync(fileURLToPath(new URL('../../../../docs/configuration.md', import.meta.url)), 'utf8');

/** Every fenced block, by the name of the file that it shows. */
const BLOCKS = [...TEXT.matchAll(/^```(json|yaml)(?: (\S+))?\n(.*?)^```$/gms)].map(
  ([, language = '', name = `unnamed.${language}`, text = ''], index) => ({
    name,
    text,
    title: `${index + 1}, ${name}`,
  }),
);

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder([]);
  writeMock();
});
afterEach(() => site.remove());

/** A plugin with the id that the examples name, a setting of theirs, and machine types as the real one sells them. */
function writeMock(): void {
  const code = pluginCode('mock')
    .replace('z.strictObject({\n        endpoint', 'z.strictObject({\n        cloudFile: z.string().optional(),\n        endpoint')
    .replace("['small', 'large']", "['mock.small', 'mock.large']");
  const packageName = '@hostwright/provider-mock';
  installPlugin(site.programDirectory, 'mock', { packageName, code });
  writeProgram(site.programDirectory, [packageName]);
}

describe('the examples of docs/configuration.md', { tags: ['configuration.examples', 'real'] }, () => {
  it('are there, and named', () => {
    expect(BLOCKS.length).toBeGreaterThan(5);
    expect(BLOCKS.map(({ name }) => name).filter((name) => name.startsWith('unnamed'))).toEqual([]);
  });

  it.each(BLOCKS.filter(({ name }) => name.startsWith('hostwright.')))('can be loaded: $title', async ({ name, text }) => {
    site.write(name, text);
    const { connections, templateProblems } = await site.load();
    expect(connections.length).toBeGreaterThan(0);
    expect(templateProblems).toEqual([]);
  });

  it.each(BLOCKS.filter(({ name }) => /templates\.(?:json|yaml)$/.test(name)))('can be used: $title', async ({ name, text }) => {
    if (!name.includes('prov_')) site.configure({ connections: [{ name: 'local', provider: 'mock' }] });
    site.write(name, text);
    site.write('scripts/boot.sh', 'true');
    const { templates, templateProblems, ignoredKeys } = await site.load();
    expect(templates.length).toBeGreaterThan(0);
    expect([templateProblems, ignoredKeys]).toEqual([[], []]);
  });

  it.each(BLOCKS.filter(({ name }) => name.endsWith('prov_config.json')))('can be loaded: $title', async ({ name, text }) => {
    site.write(name, text);
    expect(await site.load()).toMatchObject({ connections: [{ provider: 'mock' }], ignoredKeys: [] });
  });

  it.each(BLOCKS.filter(({ name }) => name === 'deployment.json'))('can be read: $title', ({ name, text }) => {
    site.configure();
    site.write(name, text);
    expect(locateSite({ configDirectory: site.directory, environment: {} }).workDirectory).toBe('/var/lib/hostwright/prod');
  });
});
