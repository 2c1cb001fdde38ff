import { describe, expect, it } from 'vitest';
import { plant, readRepository } from '../tree.js';
import { importViolations } from './import-rules.js';

const MANIFESTS = {
  'packages/core/package.json': '{"name":"@hostwright/core"}',
  'packages/store/package.json': '{"name":"@hostwright/store","dependencies":{"kysely":"1"},"devDependencies":{"vitest":"1"}}',
  'plugins/mock/package.json': '{"name":"@hostwright/provider-mock","dependencies":{"zod":"1"}}',
  'apps/host-factory/package.json': '{"name":"@hostwright/host-factory","devDependencies":{"commander":"1"}}',
};

function check(path: string, text: string): readonly string[] {
  return importViolations(plant({ ...MANIFESTS, [path]: text }));
}

describe('imports', () => {
  it('of this repository keep to the design', { tags: ['proof.layers', 'real'] }, () => {
    expect(importViolations(readRepository())).toEqual([]);
  });

  const refused: readonly (readonly [title: string, path: string, text: string, message: string])[] = [
    [
      'an app imports a plugin',
      'apps/host-factory/src/a.ts',
      "import m from '@hostwright/provider-mock';",
      'name it in dependencies of package.json',
    ],
    [
      'a package imports a plugin',
      'packages/store/src/a.ts',
      "import m from '@hostwright/provider-mock';",
      "import from '@hostwright/core/provider'",
    ],
    ['a package imports an app', 'packages/store/src/a.ts', "import '@hostwright/host-factory';", 'apps are not libraries'],
    [
      "a plugin imports core's inside",
      'plugins/mock/src/a.ts',
      "import { x } from '@hostwright/core';",
      "import from '@hostwright/core/provider' instead",
    ],
    [
      'a plugin imports ports',
      'plugins/mock/src/a.ts',
      "import { x } from '@hostwright/core/ports';",
      "import from '@hostwright/core/provider' instead",
    ],
    [
      'a plugin imports another',
      'plugins/mock/src/a.ts',
      "import { x } from '@hostwright/provider-aws';",
      "belongs in '@hostwright/core/provider'",
    ],
    [
      'a plugin imports what tests share',
      'plugins/mock/src/a.ts',
      "import { x } from '@hostwright/plugin-testing';",
      "import from '@hostwright/core/provider' instead",
    ],
    [
      'a plugin imports what it does not declare',
      'plugins/mock/src/a.ts',
      "import { x } from '@aws-sdk/client-ec2/x';",
      'plugins/mock/package.json',
    ],
    [
      'core imports a package of ours',
      'packages/core/src/engine/a.ts',
      "import { x } from '@hostwright/store';",
      'is a port in core/ports',
    ],
    ['domain imports a port', 'packages/core/src/domain/a.ts', "import type { Clock } from '../ports/clock.js';", 'core/domain only'],
    [
      'provider imports the engine',
      'packages/core/src/provider/a.ts',
      "import { x } from '../engine/x.js';",
      'core/provider, core/domain only',
    ],
    [
      'the engine imports plugins',
      'packages/core/src/engine/a.ts',
      "import { x } from '../plugins/x.js';",
      'core/ports, core/provider, core/domain only',
    ],
    ["a layer imports core's index", 'packages/core/src/engine/a.ts', "import { x } from '../index.js';", "imports core's index"],
    ['ports import code of the contract', 'packages/core/src/ports/a.ts', "import { x } from '../provider/x.js';", 'import types only'],
    [
      'a path leaves its package',
      'packages/store/src/a.ts',
      "import { x } from '../../core/src/domain/x.js';",
      "import from '@hostwright/core' instead",
    ],
    [
      'a dynamic import',
      'plugins/mock/src/a.ts',
      "const m = await import('@hostwright/core');",
      "import from '@hostwright/core/provider' instead",
    ],
    ['a require', 'plugins/mock/src/a.ts', "const m = require('@hostwright/core');", "import from '@hostwright/core/provider' instead"],
    ['a re-export', 'plugins/mock/src/a.ts', "export { x } from '@hostwright/core';", "import from '@hostwright/core/provider' instead"],
    [
      'an import type',
      'plugins/mock/src/a.ts',
      "type X = import('@hostwright/core').X;",
      "import from '@hostwright/core/provider' instead",
    ],
    [
      'a library imports what only its developers have',
      'packages/store/src/a.ts',
      "import { it } from 'vitest';",
      'packages/store/package.json',
    ],
    ['its own name', 'packages/store/src/a.ts', "import { x } from '@hostwright/store';", 'use a relative path'],
  ];
  it.each(refused)('are refused when %s', (_title, path, text, message) => {
    expect(check(path, `\n${text}`)).toEqual([expect.stringContaining(message)]);
    expect(check(path, `\n${text}`)[0]).toMatch(new RegExp(`^${path}:2 `));
  });

  const accepted: readonly (readonly [path: string, text: string])[] = [
    ['apps/host-factory/src/a.ts', "import { x } from '@hostwright/store'; import { Command } from 'commander'; import 'node:fs';"],
    ['apps/host-factory/src/a.test.ts', "import mock from '@hostwright/provider-mock';"],
    ['packages/store/src/a.ts', "import { Kysely } from 'kysely'; import { x } from '@hostwright/core/ports';"],
    ['packages/store/src/a.test.ts', "import { it } from 'vitest';"],
    ['plugins/mock/src/a.ts', "import { x } from '@hostwright/core/provider'; import { z } from 'zod'; // import '@hostwright/core'"],
    ['packages/core/src/engine/a.ts', "import { x } from '../ports/x.js'; import { y } from '../domain/y.js'; import { z } from './z.js';"],
    ['packages/core/src/ports/a.ts', "import type { x } from '../provider/x.js';"],
    ['packages/core/src/index.ts', "export { x } from './engine/x.js';"],
  ];
  it.each(accepted)('are accepted in %s: %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });
});
