import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SPECIFICATION_VERSION } from '@hostwright/core/provider';
import { expect } from 'vitest';
import { runCommandLine } from '../../../src/cli/run-program.js';
import { PROGRAM } from '../../../src/testing/command-line.js';
import { recordIo } from '../../../src/testing/recorded-io.js';
import { data, edit, type Observations, printed, type Stage } from './stage.js';

const ABSENT = ['i-00000000000000001', 'i-00000000000000002'];

/** The state file of another host factory with one request of so many machines, which no cloud has. */
export function stateFile(stage: Stage, machines = 1): string {
  const file = join(stage.folder(), 'aws-db.json');
  const entries = ABSENT.slice(0, machines).map((machineId) => ({ machineId, name: machineId, result: 'succeed', status: 'running' }));
  writeFileSync(
    file,
    JSON.stringify({ requests: [{ requestId: 'r-0123456789abcdef0', templateId: 'small', time: 1, machines: entries }] }),
  );
  utimesSync(file, 1_700_000_000, 1_700_000_000);
  return file;
}

const PLUGIN = `
const anything = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }), jsonSchema: { input: () => ({ type: 'object' }) } } };
const template = (templateId) => ({ templateId, entries: [] });
export default {
  specificationVersion: '${SPECIFICATION_VERSION}', id: 'looking', name: 'Looking', settingsSchema: anything, templateSchema: anything, rateLimits: [],
  starter: { settings: [], templates: [template('usual')] },
  create: () => ({ suggest: async () => ({ templates: [template('found')], remarks: [] }) }),
};
`;

/** A project whose one plugin suggests templates after a look at the account. */
function projectThatLooks(stage: Stage): string {
  const project = stage.folder();
  const folder = join(project, 'node_modules', 'provider-looking');
  mkdirSync(folder, { recursive: true });
  const hostwright = { role: 'provider', providerId: 'looking', spec: SPECIFICATION_VERSION };
  const manifest = { name: 'provider-looking', version: '1.0.0', type: 'module', exports: './index.js', hostwright };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), PLUGIN);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, dependencies: { 'provider-looking': '1.0.0' } }));
  return project;
}

async function suggestedBy(stage: Stage, packageDirectory: string, ...words: readonly string[]): Promise<string> {
  const io = recordIo();
  const line = ['init', join(stage.folder(), 'conf'), '--provider', 'looking', '--non-interactive', '--dry-run', ...words];
  const code = await runCommandLine(line, { io, environment: { PATH: process.env['PATH'] }, program: { ...PROGRAM, packageDirectory } });
  expect([code, io.errText()]).toEqual([0, expect.any(String)]);
  return io.outText();
}

/** Flags of the commands by which a site begins with what an account has already. */
export const TAKE_OVER: Observations = {
  'init --offline': async (stage) => {
    const project = projectThatLooks(stage);
    expect(await suggestedBy(stage, project)).toContain('"found"');
    expect(await suggestedBy(stage, project, '--offline')).toContain('"usual"');
  },
  'adopt --from': async (stage) => {
    const site = await stage.usual();
    const [one, two] = [stateFile(stage), stateFile(stage, 2)];
    expect(await printed(site, `adopt --from ${one} --dry-run`)).toContain('1 machine would');
    expect(await printed(site, `adopt --from ${two} --dry-run`)).toContain('2 machines would');
  },
  'adopt --connection': async (stage) => {
    const site = await stage.usual();
    const line = `adopt --from ${stateFile(stage)} --dry-run --connection`;
    expect(await printed(site, `${line} mock`)).toContain('looked for in mock');
    expect(await site.run(`${line} mok`.split(' '))).toMatchObject({ err: expect.stringContaining('did you mean "mock"?') as string });
  },
  'adopt --yes': async (stage) => {
    const site = await stage.fresh();
    const line = `adopt --from ${stateFile(stage)}`;
    expect(await site.run(line.split(' '))).toMatchObject({ code: 2 });
    expect(await site.run(`${line} --yes`.split(' '))).toMatchObject({
      code: 13,
      err: expect.stringContaining('not taken over') as string,
    });
  },
  'adopt --dry-run': async (stage) => {
    const site = await stage.fresh();
    const line = `adopt --from ${stateFile(stage)}`;
    const before = await data<readonly object[]>(site, 'requests list');
    await printed(site, `${line} --dry-run`);
    expect(await data(site, 'requests list')).toEqual(before);
    await site.run(`${line} --yes`.split(' '));
    expect(await data(site, 'requests list')).toHaveLength(before.length + 1);
  },
  'adopt --timeout': async (stage) => {
    const site = await stage.fresh();
    edit(site, /cloudFile: .*$/m, 'cloudFile: /nowhere/cloud.db');
    expect(await site.run(`adopt --from ${stateFile(stage)} --yes --timeout 1`.split(' '))).toMatchObject({
      code: 10,
      err: expect.stringContaining('mock is held up') as string,
    });
  },
};
