import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from './harness/empty-folder.js';

describe('a global installation', { tags: ['packages.install', 'real'] }, () => {
  it('finds the plugins that are installed globally beside it, also later ones', async () => {
    await using folder = await emptyFolder();
    const prefix = await mkdtemp(join(tmpdir(), 'hostwright-prefix-'));
    const install = (name: string): Promise<unknown> => folder.install('--global', '--prefix', prefix, name);
    const program = join(prefix, 'bin/host-factory');
    try {
      await install('@hostwright/host-factory');
      await folder.succeed(program, 'init', 'site', '--provider', 'mock', '--non-interactive');
      await install('@acme/provider-tin');
      for (const words of [[], ['--config', 'site']]) {
        const { out, err } = await folder.succeed(program, 'providers', 'list', ...words);
        expect(out).toMatch(/^mock +@hostwright\/provider-mock/m);
        expect(out).toMatch(/^tin +@acme\/provider-tin/m);
        expect(err).toBe('');
      }
      await folder.succeed(program, 'init', 'shelf', '--provider', 'tin', '--non-interactive');
    } finally {
      await rm(prefix, { recursive: true, force: true });
    }
  });
});
