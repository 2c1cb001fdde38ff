import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SPECIFICATION_VERSION } from '@hostwright/core/provider';

/** What a test plugin is. */
interface TestPlugin {
  /** The package's name. @default `provider-ID` */
  readonly packageName?: string;
  readonly version?: string;
  /** Its whole program text. */
  readonly code?: string;
}

/** A program's folder whose package.json names these packages. */
export function writeProgram(directory: string, packageNames: readonly string[]): void {
  mkdirSync(join(directory, 'node_modules'), { recursive: true });
  const dependencies = Object.fromEntries(packageNames.map((name) => [name, '*']));
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'program', dependencies }));
  const link = join(directory, 'node_modules', 'zod');
  if (!existsSync(link)) symlinkSync(dirname(fileURLToPath(import.meta.resolve('zod'))), link);
}

/** Installs a plugin into a program's folder. */
export function installPlugin(directory: string, id: string, plugin: TestPlugin = {}): void {
  const { packageName: name = `provider-${id}`, version = '1.0.0', code = pluginCode(id) } = plugin;
  const folder = join(directory, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  const hostwright = { role: 'provider', providerId: id, spec: SPECIFICATION_VERSION };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type: 'module', exports: './index.js', hostwright }));
  writeFileSync(join(folder, 'index.js'), code);
}

/**
 * A plugin with strict schemas, which reads `<id>prov_*.json`: `ENDPOINT` is its `endpoint`, `vmType` its `machineType`, the rest means
 * nothing to it.
 */
export function pluginCode(id: string, options: { readonly prefixes?: readonly string[] } = {}): string {
  const { prefixes = [id] } = options;
  return `
    import { z } from 'zod';
    const translate = (names) => (entries) => ({
      entries: entries.filter(({ key }) => names[key]).map(({ key, valueJson }) => ({ key: names[key], valueJson })),
      ignoredKeys: entries.map(({ key }) => key).filter((key) => !names[key]),
    });
    export default {
      specificationVersion: ${JSON.stringify(SPECIFICATION_VERSION)},
      id: ${JSON.stringify(id)},
      name: 'Test cloud',
      rateLimits: [],
      settingsSchema: z.strictObject({
        endpoint: z.string().default('local'),
        token: z.string().optional(),
        proxy: z.strictObject({ host: z.string() }).optional(),
      }),
      templateSchema: z.strictObject({ machineType: z.enum(['small', 'large']), zones: z.array(z.string()).default(['a']) }),
      siteFiles: {
        prefixes: ${JSON.stringify(prefixes)},
        settings: translate({ ENDPOINT: 'endpoint', TOKEN: 'token' }),
        template: translate({ vmType: 'machineType', zones: 'zones' }),
      },
      create: () => { throw new Error('not used'); },
    };
  `;
}
