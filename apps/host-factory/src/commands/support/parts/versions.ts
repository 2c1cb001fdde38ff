import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type, uptime } from 'node:os';
import { discoverProviders } from '@hostwright/core';
import { SCHEMA_VERSION } from '@hostwright/store';
import { type BundlePart, jsonFile } from '../source.js';

/** What runs here, and on what. */
export const versions: BundlePart = {
  name: 'versions.json',
  collect: async ({ context, configuration }) => {
    const { program } = context;
    const directory = configuration?.plugins.directory ?? program.packageDirectory;
    const { found, problems } = await discoverProviders({ directory });
    return [
      jsonFile('versions.json', 'versions of the program, of Node, of the system and of plugins', {
        hostFactory: program.version,
        program: program.programPath,
        storeSchema: SCHEMA_VERSION,
        node: process.version,
        nodePath: process.execPath,
        sqlite: process.versions['sqlite'] ?? null,
        system: {
          type: type(),
          release: release(),
          arch: arch(),
          name: distribution(),
          processors: cpus().length,
          memoryBytes: totalmem(),
          uptimeSeconds: uptime(),
        },
        user: process.getuid?.() ?? null,
        plugins: found.map(({ providerId, packageName, version, spec }) => ({
          provider: providerId,
          package: packageName,
          version,
          contract: spec,
        })),
        pluginProblems: problems.map(({ message }) => message),
      }),
    ];
  },
};

/** Source: os-release(5). */
function distribution(): string | null {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}
