import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CALL_NAMES, type Dialect } from '@hostwright/host-factory-protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { renderScript, type ScriptFacts } from './script-text.js';

/** Shells that sites have as /bin/sh. */
const SHELLS = ['/bin/dash', '/bin/bash', '/bin/sh'].filter((path) => existsSync(path));

interface Ran {
  readonly out: string;
  readonly code: number | null;
}

function run(words: readonly [string, ...string[]], environment: Readonly<{ [name: string]: string }> = {}): Promise<Ran> {
  const [program, ...rest] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.on('error', reject).on('close', (code) => resolve({ out, code }));
  });
}

/** A program that prints what it was started with, one word a line. */
function echoProgram(folder: string, name = 'it is a "program".js'): string {
  const path = join(folder, name);
  writeFileSync(path, '#!/usr/bin/env node\nconsole.log(process.argv.slice(2).join("\\n"));');
  return path;
}

function writeScript(folder: string, facts: Partial<ScriptFacts> = {}): string {
  const path = join(folder, 'call.sh');
  const programPath = facts.programPath ?? echoProgram(folder);
  const whole = {
    call: 'requestMachines',
    dialect: 'symphony',
    programPath,
    nodePath: process.execPath,
    configuration: undefined,
  } as const;
  writeFileSync(path, renderScript({ ...whole, ...facts }));
  chmodSync(path, 0o755);
  return path;
}

interface Heard {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<{ [name: string]: unknown }>;
}

/** Something that answers where an agent would, with a pointer to it in `work`. */
async function fakeAgent(work: string, answer: { readonly status: number; readonly text: string } | 'hang up'): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'hw-s-'));
  const socket = join(folder, 's');
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      heard.push({ url: request.url ?? '', body, headers: request.headers });
      if (answer === 'hang up') request.socket.destroy();
      else response.writeHead(answer.status).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'agent.sock.path'), `${socket}\n`);
  return heard;
}

function optionOf(out: string, option: string): string | undefined {
  const words = out.split('\n');
  return words[words.indexOf(option) + 1];
}

describe.each(SHELLS)('a generated script under %s', { tags: ['scripts.shells', 'real'] }, (shell) => {
  it('starts the program with the call, its input, a call id and the dialect', async () => {
    const folder = temporaryFolder();
    const { out, code } = await run([shell, writeScript(folder), '-f', '/tmp/hf_in']);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual([
      'requestMachines',
      '-f',
      '/tmp/hf_in',
      '--call-id',
      expect.stringMatching(/^[0-9a-f-]{32,36}$/),
      '--dialect',
      'symphony',
    ]);
  });

  it('treats unset variables as empty, also under set -eu and without arguments', async () => {
    const folder = temporaryFolder();
    for (const dialect of ['symphony', 'lsf'] as const) {
      const { out, code } = await run([shell, '-eu', writeScript(folder, { dialect })]);
      expect(code).toBe(0);
      expect(out).toMatch(/^requestMachines\n--call-id\n/);
    }
  });

  it('passes the configuration that it is bound to, whatever its path holds', async () => {
    const folder = temporaryFolder();
    const directory = `/etc/it's $HOME "here" \\ \`x\``;
    const { out } = await run([shell, writeScript(folder, { configuration: { directory, workDirectory: '/w' } }), '-f', 'in']);
    expect(optionOf(out, '--config')).toBe(directory);
  });

  it('finds the program by HOST_FACTORY_BIN, be it for Node or a shell command', async () => {
    const folder = temporaryFolder();
    const script = writeScript(folder, { programPath: '/nowhere/bin.js' });
    const asShell = join(folder, 'wrapped');
    writeFileSync(asShell, '#!/bin/sh\necho wrapped "$@"\n');
    chmodSync(asShell, 0o755);
    const asNode = join(folder, 'linked');
    writeFileSync(asNode, '#!/usr/bin/env node\nconsole.log("linked", process.argv[2]);');
    expect((await run([shell, script, '-f', 'in'], { HOST_FACTORY_BIN: asShell })).out).toMatch(
      /^wrapped requestMachines -f in --call-id /,
    );
    expect((await run([shell, script, '-f', 'in'], { HOST_FACTORY_BIN: asNode })).out).toBe('linked requestMachines\n');
  });

  it('starts a compiled program as it is', async () => {
    const script = writeScript(temporaryFolder());
    const echo = ['/bin/echo', '/usr/bin/echo'].find((path) => existsSync(path)) ?? '';
    expect((await run([shell, script, '-f', 'in'], { HOST_FACTORY_BIN: echo })).out).toMatch(/^requestMachines -f in --call-id /);
  });

  it.each(['passwd', 'text', 'empty', 'folder'])('refuses %s in place of a program with one JSON document', async (name) => {
    const folder = temporaryFolder();
    symlinkSync('/etc/passwd', join(folder, 'passwd'));
    writeFileSync(join(folder, 'text'), 'ELF or #!/usr/bin/env node, but not at its start\n');
    writeFileSync(join(folder, 'empty'), '');
    mkdirSync(join(folder, 'folder'));
    const { out, code } = await run([shell, writeScript(folder), '-f', 'in'], { HOST_FACTORY_BIN: join(folder, name) });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ message: expect.stringContaining('HOST_FACTORY_BIN') });
  });

  it('answers one JSON document when program or Node are gone', async () => {
    const folder = temporaryFolder();
    const withoutProgram = await run([shell, writeScript(folder, { programPath: '/nowhere/bin.js', dialect: 'lsf' }), '-f', 'in']);
    expect(withoutProgram.code).toBe(1);
    expect(JSON.parse(withoutProgram.out)).toEqual({ status: 'warning', message: expect.stringContaining('HOST_FACTORY_BIN') });
    const withoutNode = await run([shell, writeScript(folder, { nodePath: '/nowhere/node' }), '-f', 'in'], { PATH: '/nowhere' });
    expect(withoutNode.code).toBe(1);
    expect(JSON.parse(withoutNode.out)).toEqual({ message: expect.stringContaining('Node 24') });
  });

  it('takes node from PATH when its own is gone', async () => {
    const folder = temporaryFolder();
    const { out } = await run([shell, writeScript(folder, { nodePath: '/nowhere/node' }), '-f', 'in']);
    expect(out).toMatch(/^requestMachines\n/);
  });
});

describe('a generated script beside a running agent', { tags: ['scripts.socket', 'real'] }, () => {
  const INPUT = '{"template":{"templateId":"small","machineCount":1}}';

  async function callWith(
    answer: { readonly status: number; readonly text: string } | 'hang up',
    shell: readonly [string, ...string[]] = ['/bin/sh'],
  ): Promise<Ran & { readonly heard: readonly Heard[] }> {
    const folder = temporaryFolder();
    const work = join(folder, 'work');
    const heard = await fakeAgent(work, answer);
    const input = join(folder, 'in.json');
    writeFileSync(input, INPUT);
    const environment = { HF_PROVIDER_CONFDIR: join(folder, 'conf'), HF_PROVIDER_WORKDIR: work };
    return { ...(await run([...shell, writeScript(folder), '-f', input], environment)), heard };
  }

  it('prints its answer as it came, and starts no Node', async () => {
    const { out, code, heard } = await callWith({ status: 200, text: '{"requestId":"r-1",\n"message":"ü"}' });
    expect({ out, code }).toEqual({ out: '{"requestId":"r-1",\n"message":"ü"}\n', code: 0 });
    expect(heard).toEqual([
      {
        url: '/v1/hf/requestMachines',
        body: INPUT,
        headers: expect.objectContaining({
          'x-dialect': 'symphony',
          'x-call-id': expect.stringMatching(/.{32}/),
          'x-configuration': expect.stringMatching(/conf$/),
        }),
      },
    ]);
  });

  it('ends with 1 when its answer could not be printed', async () => {
    const closed = ['/bin/sh', '-c', '/bin/sh "$0" "$@" >&-'] as const;
    expect(await callWith({ status: 200, text: '{"requestId":"r-1"}' }, closed)).toMatchObject({ out: '', code: 1 });
  });

  it('ends with 1 when the call was refused', async () => {
    expect(await callWith({ status: 422, text: '{"message":"no"}' })).toMatchObject({ out: '{"message":"no"}\n', code: 1 });
  });

  it.each([
    { status: 409, text: '{}' },
    { status: 413, text: '{}' },
    { status: 500, text: '{"message":"x"}' },
    { status: 202, text: '{}' },
    'hang up',
  ] as const)('goes the direct way with the same call id after %j', async (answer) => {
    const { out, code, heard } = await callWith(answer);
    expect(code).toBe(0);
    expect(heard).toHaveLength(1);
    expect(optionOf(out, '--call-id')).toBe(heard[0]!.headers['x-call-id']);
  });

  it('goes the direct way when the pointer names a socket that nobody serves any more', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'agent.sock.path'), '/tmp/no-such-socket\n');
    writeFileSync(join(folder, 'in'), '{}');
    const { out } = await run(['/bin/sh', writeScript(folder), '-f', join(folder, 'in')], { HF_PROVIDER_WORKDIR: folder });
    expect(out).toMatch(/^requestMachines\n-f\n/);
  });

  interface Place {
    readonly title: string;
    readonly dialect: Dialect;
    readonly work: string;
    readonly bound?: boolean;
    readonly environment: (folder: string) => Readonly<{ [name: string]: string }>;
  }

  it.each<Place>([
    {
      title: 'Symphony: the work path',
      dialect: 'symphony',
      work: 'w',
      environment: (folder) => ({ HF_PROVIDER_WORKDIR: join(folder, 'w') }),
    },
    {
      title: 'LSF: a folder of the instance in the data path',
      dialect: 'lsf',
      work: 'data/awsinst',
      environment: (folder) => ({ PRO_DATA_DIR: `${folder}/data/`, PROVIDER_NAME: 'awsinst', PRO_CONF_DIR: folder }),
    },
    {
      title: 'LSF: the data path itself for a name that is none',
      dialect: 'lsf',
      work: 'data',
      environment: (folder) => ({ PRO_DATA_DIR: join(folder, 'data'), PROVIDER_NAME: '../x', PRO_CONF_DIR: folder }),
    },
    { title: 'bound: the recorded one', dialect: 'symphony', work: 'own', bound: true, environment: () => ({}) },
    {
      title: 'bound: the recorded one beside another configuration',
      dialect: 'symphony',
      work: 'own',
      bound: true,
      environment: (folder) => ({ HF_PROVIDER_CONFDIR: '/elsewhere', HF_PROVIDER_WORKDIR: join(folder, 'w') }),
    },
    {
      title: "bound: the caller's, when it speaks of this configuration",
      dialect: 'symphony',
      work: 'w',
      bound: true,
      environment: (folder) => ({ HF_PROVIDER_CONFDIR: `${folder}/conf/`, HF_PROVIDER_WORKDIR: join(folder, 'w') }),
    },
  ])('looks for it in the work directory ($title)', async ({ dialect, work, bound, environment }) => {
    const folder = temporaryFolder();
    const heard = await fakeAgent(join(folder, work), { status: 200, text: '{}' });
    writeFileSync(join(folder, 'in'), '{}');
    const configuration = bound === true ? { directory: join(folder, 'conf'), workDirectory: join(folder, 'own') } : undefined;
    await run(['/bin/sh', writeScript(folder, { dialect, configuration }), '-f', join(folder, 'in')], environment(folder));
    expect(heard).toHaveLength(1);
  });
});

describe('the text of the scripts', { tags: ['scripts.shells', 'real'] }, () => {
  it.each(CALL_NAMES)('%s.sh has no bash-isms and is the same each time', (call) => {
    const facts = { call, dialect: 'lsf', programPath: '/p', nodePath: '/n', configuration: undefined } as const;
    const text = renderScript(facts);
    expect(text).toBe(renderScript(facts));
    expect(text).not.toMatch(/\[\[|\bfunction \w|\blocal\b|\bsource\b|\becho -|<<<|\$'|&>|\bdeclare\b/);
  });
});
