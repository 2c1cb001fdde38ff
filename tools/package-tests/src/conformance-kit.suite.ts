import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder } from './harness/empty-folder.js';
import type { Folder } from './harness/folder.js';

const MOCK = 'node_modules/@hostwright/provider-mock';

let folder: Folder;
beforeAll(async () => {
  folder = await emptyFolder();
  await folder.install('@hostwright/core', '@hostwright/provider-mock', '@hostwright/provider-conformance');
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('the conformance kit, installed beside a plugin', { tags: ['proof.conformance-mock', 'real'] }, () => {
  it('judges the mock provider outside of the workspace by every case, a second process among them', async () => {
    const { out } = await folder.succeed(
      'npx',
      '--no',
      '--',
      'hostwright-conformance',
      MOCK,
      '--report',
      'md,json,junit',
      '--out',
      'reports',
    );
    expect(out).toMatch(/^\d+ passed, 0 failed, 0 skipped, 0 not exercised$/m);
    expect(out).toContain('ok             machines.launch.same-token-other-process\n');
    const { results } = JSON.parse(await folder.read('reports/conformance.json')) as { readonly results: readonly object[] };
    expect((await folder.read('reports/conformance.junit.xml')).match(/<testcase /g)).toHaveLength(results.length);
    expect(await folder.read('reports/conformance.md')).toContain('# Conformance of provider `mock`');
  });

  it('fails a case whose plugin forgets a promise that is rejected, and ends although the plugin keeps a timer', async () => {
    await folder.write(
      'careless.mjs',
      `import { subject as good } from '@hostwright/provider-mock/conformance';
export const subject = {
  ...good,
  open: async () => {
    setInterval(() => undefined, 1_000);
    void Promise.reject(new Error('forgotten'));
    return good.open();
  },
};`,
    );
    const { code, out, err } = await folder.run(
      'npx',
      '--no',
      '--',
      'hostwright-conformance',
      '.',
      '--subject',
      'careless.mjs',
      '--only',
      'catalog.zones',
    );
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('a promise was rejected and nobody waited for it: Error: forgotten');
  });

  it('says in one line what it lacks', async () => {
    const { code, err } = await folder.run('npx', '--no', '--', 'hostwright-conformance', 'node_modules/@hostwright/core');
    expect(code).toBe(2);
    expect(err).toMatch(/^hostwright-conformance: \S+core\/package\.json names no subject: .*\n$/);
  });
});
