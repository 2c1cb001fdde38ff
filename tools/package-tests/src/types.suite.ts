import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder } from './harness/empty-folder.js';
import type { Folder } from './harness/folder.js';
import { publishablePackages, ROOT } from './harness/workspace.js';

const LIBRARIES = publishablePackages().filter(({ manifest }) => manifest.name !== '@hostwright/host-factory');

/** Every way in which our packages can be imported. */
const IMPORTS = LIBRARIES.flatMap(({ manifest }) =>
  Object.keys(manifest.exports ?? {})
    .filter((path) => !path.startsWith('./schemas/') && path !== './package.json')
    .map((path) => manifest.name + path.slice(1)),
);

const CONSUMER = `${IMPORTS.map((name, index) => `import * as part${index} from '${name}';`).join('\n')}
import { createHostFactory, type HostFactory } from '@hostwright/core';
import { defineProvider, type ProviderDefinition } from '@hostwright/core/provider';
import mock from '@hostwright/provider-mock';
import { openSqliteStore } from '@hostwright/store';

export const parts = [${IMPORTS.map((_name, index) => `part${index}`).join(', ')}];
export const definition: ProviderDefinition<never, never> = defineProvider({ ...mock, id: 'mine' }) as never;
export async function start(): Promise<HostFactory> {
  return createHostFactory({ store: await openSqliteStore({ file: ':memory:' }), providers: [mock], connections: [], templates: [] });
}
// @ts-expect-error: a template's id is a text
void createHostFactory({ store: undefined as never, providers: [], connections: [], templates: [{ templateId: 1 }] });
`;

let folder: Folder;
beforeAll(async () => {
  folder = await emptyFolder();
  await folder.write('package.json', '{"private":true,"type":"module"}');
  await folder.install(...LIBRARIES.map(({ manifest }) => manifest.name), '@types/node@24');
  await folder.write('consumer.ts', CONSUMER);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('the types of the packages', { tags: ['packages.types', 'real'] }, () => {
  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('are complete for a strict program with module %s and resolution %s', async (module, moduleResolution) => {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2024',
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
    };
    await folder.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    const { code, out } = await folder.run('node', join(ROOT, 'node_modules/typescript/bin/tsc'), '--pretty', 'false');
    expect(out).toBe('');
    expect(code).toBe(0);
  });
});
