import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WriteTransaction } from '@hostwright/core';
import { SPECIFICATION_VERSION } from '@hostwright/core/provider';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { composeReading } from '../../compose-reading.js';
import type { ReadServices } from '../../cli/services.js';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { makeTestSite, PROGRAM, runCommand, type TestSite } from '../../testing/command-line.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';

async function launched(site: TestSite, count: number): Promise<readonly { readonly machineId: string; readonly name: string }[]> {
  const { code, err } = await site.run('machines', 'request', 'small', String(count), '--wait');
  if (code !== EXIT.ok) throw new Error(err);
  return (await site.run('machines', 'list', '-o', 'json')).json() as readonly { readonly machineId: string; readonly name: string }[];
}

/**
 * Every file below a folder, with its size and the time at which it was last changed. Without what SQLite keeps beside a store for
 * readers, and what was read of the configuration, which any look keeps for the next one.
 */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile() && !/(?:-shm|-wal|configuration-snapshot\.json)$/.test(name))
    .map((name) => `${name} ${statSync(join(folder, name)).size} ${statSync(join(folder, name)).mtimeMs}`)
    .toSorted();
}

describe('a dry run', { tags: ['cli.dry-run', 'real'] }, () => {
  it('has no services through which anything could be changed: none by type, none at run time', async () => {
    expectTypeOf<keyof ReadServices>().toEqualTypeOf<'site' | 'configuration' | 'queries' | 'read' | 'close'>();
    const site = await makeTestSite();
    await site.run('machines', 'list');
    const services = composeReading({ configDirectory: site.directory, environment: {}, program: PROGRAM });
    expect(Object.keys(services).toSorted()).toEqual(['close', 'configuration', 'queries', 'read', 'site']);
    expect(Object.keys(await services.queries())).not.toEqual(expect.arrayContaining(['requestMachines']));
    // Where the driver's transaction has more methods than its type says, the database itself refuses.
    await expect(services.read((tx) => (tx as WriteTransaction).saveNote('x', 'y'))).rejects.toThrow(/./);
    await services.close();
  });

  it('of a request writes nothing and makes no cloud', async () => {
    const site = await makeTestSite();
    await site.run('templates', 'list');
    const before = filesIn(site.directory);
    const { code, out, err } = await site.run('machines', 'request', 'small', '2', '--dry-run');
    expect([code, out, err]).toEqual([EXIT.ok, '2 machines of small would be asked for on mock (dry run).\n', '']);
    expect(filesIn(site.directory)).toEqual(before);
    expect((await site.run('requests', 'list', '-o', 'json')).json()).toEqual([]);
  });

  it('of a request reaches no create call, whatever the plugin would do', async () => {
    const { site, created } = await siteWithTellingPlugin();
    const { code, out, err } = await site.run('machines', 'request', 'one', '1', '--dry-run', '-o', 'json');
    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(JSON.parse(out)).toEqual({ dryRun: true, templateId: 'one', connection: 'telling', wanted: 1, granted: 1 });
    expect(existsSync(created)).toBe(false);
  });

  it('of a request on a deployment that has no store yet makes none', async () => {
    const site = await makeTestSite();
    expect((await site.run('machines', 'request', 'small', '1', '--dry-run')).code).toBe(EXIT.ok);
    expect(existsSync(join(site.directory, 'work', 'hostwright.db'))).toBe(false);
  });

  it('of a request is refused as the request would be', async () => {
    const site = await makeTestSite();
    const templates = (await site.run('templates', 'list', '-o', 'json')).json() as readonly {
      readonly templateId: string;
      readonly maxNumber: number;
    }[];
    const { maxNumber } = templates.find(({ templateId }) => templateId === 'small')!;
    await launched(site, 1);
    const rest = await site.run('machines', 'request', 'small', String(maxNumber + 5), '--dry-run', '-o', 'json');
    expect(rest.json()).toMatchObject({ wanted: maxNumber + 5, granted: maxNumber - 1 });
    const unknown = await site.run('machines', 'request', 'smal', '1', '--dry-run');
    expect(unknown.code).toBe(REMEDY_EXIT_CODES['fix-template']);
    expect(unknown.err).toMatch(/There is no template "smal" that can be used; did you mean "small"\?.*\[template-unknown\]/);
  });

  it('of a return and of a cancellation tells what would be given back, and gives nothing back', async () => {
    const site = await makeTestSite();
    const [first, second] = await launched(site, 2);
    const back = await site.run('machines', 'return', first!.name, second!.machineId, '--dry-run');
    expect(back.code).toBe(EXIT.ok);
    expect(back.out).toContain(first!.machineId);
    expect(back.out).toMatch(/2 machines would be ended \(dry run\)\.\n$/);
    const request = await site.run('machines', 'request', 'small', '1', '-q');
    const cancel = await site.run('requests', 'cancel', request.out.trim(), '--dry-run', '-o', 'json');
    expect(cancel.json()).toMatchObject({ dryRun: true, requestId: request.out.trim() });
    const requests = (await site.run('requests', 'list', '-o', 'json')).json() as readonly {
      readonly kind: string;
      readonly state: string;
    }[];
    expect(requests.filter(({ kind, state }) => kind === 'return' || state === 'cancelling')).toEqual([]);
    expect((await site.run('machines', 'list', '-q')).out.trim().split('\n')).toEqual(
      expect.arrayContaining([first!.machineId, second!.machineId]),
    );
    expect((await site.run('requests', 'cancel', 'req-none', '--dry-run')).code).toBe(REMEDY_EXIT_CODES['fix-template']);
  });

  it('of the scripts lists the files, and writes none', async () => {
    const folder = join(temporaryFolder(), 'scripts');
    const words = ['scripts', 'install', folder, '--dialect', 'symphony', '--dry-run'];
    const { code, out } = await runCommand(words);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(join(folder, 'requestMachines.sh'));
    expect((await runCommand([...words, '-o', 'json'])).json()).toMatchObject({ dryRun: true });
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder);
    writeFileSync(join(folder, 'requestMachines.sh'), '#!/bin/sh\n# of somebody else\n');
    expect((await runCommand(words)).err).toMatch(/Not written by us and left alone.*\[scripts-foreign-files\]/);
  });
});

/** A site whose plugin leaves a file when its provider is made. */
async function siteWithTellingPlugin(): Promise<{ readonly site: TestSite; readonly created: string }> {
  const folder = temporaryFolder();
  const created = join(folder, 'created');
  const plugin = join(folder, 'app', 'node_modules', 'provider-telling');
  mkdirSync(plugin, { recursive: true });
  mkdirSync(join(folder, 'conf'));
  writeFileSync(join(folder, 'app', 'package.json'), JSON.stringify({ dependencies: { 'provider-telling': '1.0.0' } }));
  const role = { role: 'provider', providerId: 'telling', spec: SPECIFICATION_VERSION };
  writeFileSync(
    join(plugin, 'package.json'),
    JSON.stringify({ name: 'provider-telling', version: '1.0.0', type: 'module', exports: './index.js', hostwright: role }),
  );
  writeFileSync(
    join(plugin, 'index.js'),
    `import { writeFileSync } from 'node:fs';
import { z } from 'zod';
export default {
  specificationVersion: ${JSON.stringify(SPECIFICATION_VERSION)},
  id: 'telling', name: 'Telling', rateLimits: [],
  settingsSchema: z.strictObject({}), templateSchema: z.strictObject({ machineType: z.string() }),
  create: () => { writeFileSync(${JSON.stringify(created)}, ''); throw new Error('made'); },
};
`,
  );
  symlinkSync(dirname(fileURLToPath(import.meta.resolve('zod'))), join(folder, 'app', 'node_modules', 'zod'));
  writeFileSync(
    join(folder, 'conf', 'hostwright.yaml'),
    `version: 1\nagent: off\nplugins:\n  directory: ${JSON.stringify(join(folder, 'app'))}\nconnections:\n  - name: telling\n    provider: telling\n    settings: {}\n`,
  );
  const attributes = { type: ['String', 'X86_64'], ncpus: ['Numeric', '1'], nram: ['Numeric', '1024'] };
  writeFileSync(
    join(folder, 'conf', 'templates.json'),
    JSON.stringify({ templates: [{ templateId: 'one', maxNumber: 5, machineType: 'x', attributes }] }),
  );
  const directory = join(folder, 'conf');
  return { created, site: { directory, run: (...words) => runCommand([...words, '--config', directory]) } };
}
