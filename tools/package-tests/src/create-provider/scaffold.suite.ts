import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { emptyFolder } from '../harness/empty-folder.js';
import type { Folder } from '../harness/folder.js';
import { run, runWell, type Ran } from '../harness/run.js';

let folder: Folder;
beforeAll(async () => {
  folder = await emptyFolder();
  await folder.succeed('npm', 'create', '--yes', '@hostwright/provider', 'tin-can', '--', '--package', '@acme/provider-tin-can');
  await runWell(['npm', 'install'], inPlugin());
});
afterAll(() => folder[Symbol.asyncDispose]());

function inPlugin() {
  return { cwd: join(folder.path, 'tin-can'), environment: inject('registry').environment };
}

function judge(...words: readonly string[]): Promise<Ran> {
  return run(['npx', '--no', '--', 'hostwright-conformance', './dist', ...words], inPlugin());
}

/** Edits a file of the plugin as somebody would who makes a mistake. */
async function edit(name: string, from: string, to: string): Promise<void> {
  const file = join(folder.path, 'tin-can', name);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

describe('a plugin that `npm create @hostwright/provider` started', { tags: ['proof.create-provider', 'real'] }, () => {
  it('compiles, tests included, and passes its tests at once', async () => {
    await runWell(['npm', 'run', 'check'], inPlugin());
    const { out } = await runWell(['npm', 'test'], inPlugin());
    expect(out).toMatch(/Test Files .*2 passed/);
    expect(out).not.toMatch(/ failed/);
  });

  it('conforms by the command of the kit, which writes its reports', async () => {
    const { code, out, err } = await judge('--report', 'md,json,junit', '--out', 'reports');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^\d+ passed, 0 failed, \d+ skipped, 1 not exercised$/m);
    expect(out).toContain('ok             machines.launch.same-token-other-process\n');
    for (const name of ['conformance.md', 'conformance.json', 'conformance.junit.xml']) {
      await access(join(folder.path, 'tin-can/reports', name));
    }
    const report = JSON.parse(await folder.read('tin-can/reports/conformance.json')) as { readonly providerId: string };
    expect(report.providerId).toBe('tin-can');
  });

  it('is failed by name as soon as it launches twice', async () => {
    const [good, bad] = ['clientToken: input.token', 'clientToken: `${input.token}-${Math.random()}`'];
    await edit('src/machines/launch.ts', good, bad);
    await runWell(['npm', 'run', 'build'], inPlugin());
    const { code, out } = await judge('--only', 'machines.launch');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILED {9}machines\.launch\.same-token: the same token and document again answer the first set/m);
    expect(out).toMatch(/^FAILED {9}machines\.launch\.same-token-other-process: /m);
    expect(out).toMatch(/^ok {13}machines\.launch\.one$/m);
    await edit('src/machines/launch.ts', bad, good);
  });

  it('is failed by name when it takes a broken listing for a whole one', async () => {
    await edit('src/machines/sweep.ts', "outcome: 'partial', message: read.message", "outcome: 'complete', message: undefined");
    await runWell(['npm', 'run', 'build'], inPlugin());
    const { code, out } = await judge('--only', 'machines.sweep');
    expect(code).toBe(1);
    expect(out.match(/^FAILED +\S+/gm)?.map((line) => line.split(/\s+/)[1])).toEqual(['machines.sweep.lost-page:']);
  });

  it('is refused by package, version and rule when it is used and breaks the contract', { tags: ['plugins.checks', 'real'] }, async () => {
    await runWell(['npm', 'run', 'build'], inPlugin());
    await edit('dist/machines/machines.js', 'terminate: (input) => terminate(session, input),', '');
    await runWell(['npm', 'pack'], inPlugin());
    const cwd = join(folder.path, 'site');
    const inSite = { cwd, environment: { ...inPlugin().environment, TIN_CAN_API_KEY: 'x' } };
    const command = (...words: readonly string[]): Promise<Ran> =>
      run(['npx', '--no', '--', 'host-factory', ...words, '--config', cwd], inSite);
    await mkdir(cwd);
    await runWell(['npm', 'install', '@hostwright/host-factory', '../tin-can/acme-provider-tin-can-0.1.0.tgz'], inSite);
    await runWell(['npx', '--no', '--', 'host-factory', 'init', '.', '--provider', 'tin-can', '--non-interactive'], inSite);
    await command('machines', 'request', 'small', '1');
    const refusal = "provider 'tin-can' (@acme/provider-tin-can@0.1.0) breaks the contract: machines.terminate is missing";
    // The agent tells it within its first seconds; the suite's own limit ends what hangs.
    let said = '';
    while (!said.includes(refusal)) said = (await command('doctor')).out;
    expect(said).toContain(refusal);
    await command('agent', 'stop');
  });
});
