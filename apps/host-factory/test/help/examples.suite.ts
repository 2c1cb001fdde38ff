import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { exitCodesOf } from '../../src/cli/exit-code-help.js';
import { runCommand } from '../../src/testing/command-line.js';
import { visibleCommands } from '../../src/testing/every-command.js';
import { control } from '../e2e/harness/control.js';
import { endProcessesOf } from '../e2e/harness/processes.js';
import { type PreparedSite, prepareSite, siteEnvironment, type SitePlan } from '../golden/prepared-site.js';

const LEAVES = visibleCommands().filter(({ command }) => command.commands.length === 0);

interface Example {
  readonly line: string;
  readonly meaning: string;
}

async function examplesOf(words: readonly string[]): Promise<readonly Example[]> {
  const { out } = await runCommand([...words, '--help']);
  return [...out.matchAll(/^ {2}# (.*)\n {2}\$ host-factory (.*)$/gm)].map(([, meaning = '', line = '']) => ({ meaning, line }));
}

/** Sites for the commands that need another one than a usual one. */
const PLANS: Readonly<{ [group: string]: SitePlan }> = { machines: { machines: 2 }, orphans: { orphans: 2 } };

/** The folders that examples speak of, below the site's own. */
function placesIn({ root, directory }: PreparedSite, line: string): readonly (readonly [path: string, place: string])[] {
  return [
    ['/etc/hostwright-copy', join(root, 'copy')],
    ['/etc/hostwright', line.startsWith('init ') ? join(root, 'new') : directory],
    ['/opt/hostwright', join(root, 'opt')],
    ['/opt/lsf/work/cluster1/resource_connector', join(root, 'opt')],
    ['/var/backups', join(root, 'backups')],
    ['/tmp', join(root, 'tmp')],
  ];
}

/** As a shell takes a line apart. */
function wordsIn(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word);
}

/** An example as it is said in the site: with the site's own folders, ids and names. */
function wordsOf(site: PreparedSite, line: string): readonly string[] {
  const [first, second] = site.running.machines;
  const names: readonly (readonly [word: RegExp, own: string])[] = [
    [/^req-[0-9a-f]{8}$/, site.running.requestId.slice(0, 12)],
    [/^req-[0-9a-f-]{36}$/, site.running.requestId],
    [/^host-1$/, first?.name ?? ''],
    [/^host-2$/, second?.name ?? ''],
  ];
  return wordsIn(line).map((word) => {
    const [, own] = names.find(([pattern]) => pattern.test(word)) ?? [];
    const [path = '', place = ''] = placesIn(site, line).find(([known]) => word.startsWith(known)) ?? [];
    return own ?? place + word.slice(path.length);
  });
}

/** Templates as another host factory's plug-in keeps them. */
const VENDOR_TEMPLATES = {
  templates: [{ templateId: 'from-vendor', maxNumber: 5, attributes: { type: ['String', 'X86_64'] }, machineType: 'mock.small' }],
};

/** As the example says that one does it. */
function copyWithoutWork(directory: string, copy: string): void {
  cpSync(directory, copy, { recursive: true });
  rmSync(join(copy, 'work'), { recursive: true });
}

/** A machine of another host factory, like one of the site's, and the state file that names it. */
function leaveAnothersMachine(directory: string, file: string, machineId: string): void {
  const copy = control(join(directory, 'mock-cloud.db'), (cloud) => {
    const id = cloud.copyMachine(machineId);
    cloud.stripTags(id);
    return id;
  });
  const machines = [{ machineId: copy, name: copy, result: 'succeed', status: 'running' }];
  writeFileSync(file, JSON.stringify({ requests: [{ requestId: 'r-0123456789abcdef0', templateId: 'small', time: 1, machines }] }));
}

/** Makes what examples take for granted. */
async function furnish({ root, directory, running, run }: PreparedSite, line: string): Promise<void> {
  for (const folder of ['opt', 'backups', 'tmp', 'run']) mkdirSync(join(root, folder), { recursive: true, mode: 0o700 });
  if (line.includes('hostwright-copy')) copyWithoutWork(directory, join(root, 'copy'));
  if (line.includes('mockprov_templates')) writeFileSync(join(directory, 'mockprov_templates.json'), JSON.stringify(VENDOR_TEMPLATES));
  if (line.startsWith('adopt ')) leaveAnothersMachine(directory, join(root, 'opt', 'aws-db.json'), running.machines[0]?.machineId ?? '');
  if (line.includes('/var/backups') && !line.startsWith('store backup'))
    await run(['store', 'backup', join(root, 'backups', 'hostwright.db')]);
}

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function runProgram(site: PreparedSite, words: readonly string[]): Promise<Ending> {
  const { root } = site;
  const environment = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TMPDIR: join(root, 'tmp'),
    XDG_CACHE_HOME: join(inject('runFolder'), 'cache'),
    ...siteEnvironment(root),
  };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [inject('programPath'), ...words], {
      cwd: join(root, 'tmp'),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (bytes: Buffer) => (out += String(bytes)));
    child.stderr.on('data', (bytes: Buffer) => (err += String(bytes)));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** What asks needs a person; the wizard's own tests type the answers. */
const ASKS = new Set(['init /etc/hostwright']);

describe.concurrent.each(LEAVES)('the help of "$words"', { tags: ['cli.help', 'simulated'] }, ({ words, command }) => {
  it('has examples that do what it says, as they stand there', async () => {
    const examples = await examplesOf(words);
    expect(examples.length).toBeGreaterThan(0);
    for (const { line } of examples) {
      expect(line.split(' ').slice(0, words.length)).toEqual(words);
      const { code, out, err } = await sayIt(line);
      const expected = ASKS.has(line) ? 2 : 0;
      expect({ line, code, ...(code === expected ? {} : { out, err }) }).toEqual({ line, code: expected });
      expect(exitCodesOf(command).map((known) => known.code)).toContain(code);
    }
  });
});

/** Says an example in a site of its own. */
async function sayIt(line: string): Promise<Ending> {
  const site = await prepareSite(PLANS[line.split(' ')[0] ?? '']);
  try {
    await furnish(site, line);
    return await runProgram(site, wordsOf(site, line));
  } finally {
    await endProcessesOf(site.root);
    site.remove();
  }
}
