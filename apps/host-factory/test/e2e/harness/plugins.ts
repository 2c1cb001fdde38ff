import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

/** A plugin that a test writes: its id and the text of its module. */
export interface WrittenPlugin {
  readonly id: string;
  readonly source: string;
}

/** Makes a folder in which these plugins are installed beside the mock provider, and answers its path. */
export function writePluginFolder(folder: string, plugins: readonly WrittenPlugin[]): string {
  const dependencies = ['@hostwright/provider-mock', ...plugins.map(({ id }) => packageOf(id))];
  writeJson(join(folder, 'package.json'), { private: true, dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])) });
  link(join(ROOT, 'plugins/mock'), join(folder, 'node_modules/@hostwright/provider-mock'));
  for (const plugin of plugins) writePlugin(join(folder, 'node_modules', packageOf(plugin.id)), plugin);
  return folder;
}

/** A plugin that is the mock provider under another id, but for what `change` does to each provider object. */
export function changedMock(id: string, change: string): WrittenPlugin {
  return {
    id,
    source: `import mock from '@hostwright/provider-mock';
const change = ${change};
export default { ...mock, id: '${id}', create: (settings, context) => change(mock.create(settings, context), settings) };
`,
  };
}

function packageOf(id: string): string {
  return `hostwright-provider-${id}`;
}

function writePlugin(folder: string, { id, source }: WrittenPlugin): void {
  writeJson(join(folder, 'package.json'), {
    name: packageOf(id),
    version: '1.0.0',
    type: 'module',
    exports: { '.': './index.js', './package.json': './package.json' },
    hostwright: { role: 'provider', providerId: id, spec: 'v1' },
  });
  writeFileSync(join(folder, 'index.js'), source);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}
