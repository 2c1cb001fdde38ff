import { describe, expect, it } from 'vitest';
import { coreDependencyViolations } from './core-dependencies.js';
import { plant, readRepository } from './tree.js';

function check(manifest: object, text = ''): readonly string[] {
  return coreDependencyViolations(
    plant({
      'packages/core/package.json': JSON.stringify({ name: '@hostwright/core', ...manifest }),
      'packages/core/src/engine/a.ts': text,
    }),
  );
}

describe('core (seed row S4.1)', () => {
  it('names no cloud SDK and no database driver', { tags: ['plugins.contract', 'real'] }, () => {
    expect(coreDependencyViolations(readRepository())).toEqual([]);
  });

  it.each(['@aws-sdk/client-ec2', '@azure/arm-compute', '@google-cloud/compute', '@googleapis/compute', '@kubernetes/client-node'])(
    'is refused with the cloud SDK %s',
    (name) => {
      expect(check({ dependencies: { [name]: '1' } })).toEqual([expect.stringContaining('belongs in a package under plugins/')]);
      expect(check({ optionalDependencies: { [name]: '1' } })).toHaveLength(1);
      expect(check({}, `await import('${name}');`)).toHaveLength(1);
    },
  );

  it.each(['kysely', 'pg', 'better-sqlite3', '@libsql/client'])('is refused with the database driver %s', (name) => {
    expect(check({ peerDependencies: { [name]: '1' } })).toEqual([expect.stringContaining("belongs in '@hostwright/store'")]);
  });

  it("is refused with Node's own SQLite", () => {
    expect(check({}, "import { DatabaseSync } from 'node:sqlite';")).toEqual([expect.stringContaining('packages/core/src/engine/a.ts:1')]);
  });
});
