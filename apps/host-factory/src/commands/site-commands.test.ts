import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '@hostwright/store';
import { describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from '../exit-codes.js';
import { makeTestSite, runCommand, type TestSite } from '../testing/command-line.js';
import { recordIo } from '../testing/recorded-io.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

interface MachineJson {
  readonly machineId: string;
  readonly name: string;
  readonly status: string;
  readonly requestId: string;
  readonly [key: string]: unknown;
}

interface RequestJson {
  readonly requestId: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly machines: readonly MachineJson[] | null;
  readonly [key: string]: unknown;
}

async function launch(site: TestSite, count: number): Promise<RequestJson> {
  const { code, out, err } = await site.run('machines', 'request', 'small', String(count), '--wait', '--timeout', '60', '-o', 'json');
  if (code !== 0) throw new Error(`ended with ${code}: ${out}${err}`);
  return JSON.parse(out) as RequestJson;
}

describe('init', () => {
  it('writes a configuration that works, with templates of different size and a deployment record', async () => {
    const directory = join(temporaryFolder(), 'new', 'conf');
    const { code, out } = await runCommand(['init', directory, '--provider', 'mock', '--non-interactive']);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(join(directory, 'hostwright.yaml'));
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['deployment.json', 'hostwright.yaml', 'templates.json']));
    const templates = await runCommand(['templates', 'validate', join(directory, 'templates.json'), '--strict']);
    expect(templates.code).toBe(EXIT.ok);
    const doctor = await runCommand(['doctor', '--config', directory]);
    expect([doctor.code, doctor.err]).toEqual([EXIT.ok, '']);
  });

  it('hints at the next command so that it can be copied, whatever the path holds', async () => {
    const directory = join(temporaryFolder(), "it's mine $HOME");
    const { err } = await runCommand(['init', directory, '--provider', 'mock']);
    const [, word = ''] = /host-factory doctor --config (.*)\n/.exec(err) ?? [];
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })).toBe(directory);
  });

  it('overwrites nothing', async () => {
    const site = await makeTestSite();
    const before = readFileSync(join(site.directory, 'hostwright.yaml'), 'utf8');
    const { code, err } = await runCommand(['init', site.directory, '--provider', 'mock']);
    expect(code).toBe(REMEDY_EXIT_CODES['fix-settings']);
    expect(err).toMatch(/is configured already \(.*hostwright\.yaml.*\)\. Choose another folder/);
    expect(readFileSync(join(site.directory, 'hostwright.yaml'), 'utf8')).toBe(before);
  });

  it("leaves a folder with another plug-in's files alone", async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'awsprov_templates.json'), '{}');
    const { code } = await runCommand(['init', directory, '--provider', 'mock']);
    expect(code).toBe(REMEDY_EXIT_CODES['fix-settings']);
    expect(readdirSync(directory)).toEqual(['awsprov_templates.json']);
  });

  it('names the installed providers when it does not know the one asked for', async () => {
    const { code, err } = await runCommand(['init', join(temporaryFolder(), 'x'), '--provider', 'amazon']);
    expect(code).toBe(REMEDY_EXIT_CODES['fix-settings']);
    expect(err).toMatch(/amazon.*mock/);
  });

  it('asks for the provider on a terminal', async () => {
    const directory = join(temporaryFolder(), 'x');
    const questions: string[] = [];
    const ask = (question: string): Promise<string> => {
      questions.push(question);
      return Promise.resolve('mock');
    };
    expect((await runCommand(['init', directory], {}, recordIo(ask))).code).toBe(EXIT.ok);
    expect(questions).toEqual(['Provider (mock): ']);
    expect((await runCommand(['init', `${directory}2`, '--non-interactive'], {}, recordIo(ask))).code).toBe(EXIT.usage);
    expect(questions).toHaveLength(1);
  });

  it('says so when it cannot write', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const directory of [file, join(file, 'below')]) {
      const { code, err } = await runCommand(['init', directory, '--provider', 'mock']);
      expect(code).toBe(REMEDY_EXIT_CODES['fix-settings']);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
  });
});

describe('machines and requests', () => {
  it('are asked for, seen and given back', { timeout: 120_000 }, async () => {
    const site = await makeTestSite();
    expect((await site.run('machines', 'list', '-o', 'json')).json()).toEqual([]);

    const request = await launch(site, 2);
    expect(request).toMatchObject({
      kind: 'acquire',
      state: 'ended',
      outcome: 'fulfilled',
      templateId: 'small',
      wanted: 2,
      granted: 2,
      reasons: [],
    });

    const machines = (await site.run('machines', 'list', '--output', 'json')).json() as readonly MachineJson[];
    expect(machines).toHaveLength(2);
    for (const machine of machines) {
      expect(machine).toMatchObject({
        machineId: expect.stringMatching(/./),
        name: expect.stringMatching(/./),
        status: 'running',
        templateId: 'small',
        requestId: request.requestId,
        provider: 'mock',
        connection: 'mock',
      });
    }
    expect((await site.run('machines', 'list', '--template', 'large', '-o', 'json')).json()).toEqual([]);
    const table = (await site.run('machines', 'list')).out.split('\n');
    expect(table[0]).toMatch(/^MACHINE +NAME +STATUS +TEMPLATE +CONNECTION +TYPE +ADDRESS +AGE +REQUEST$/);
    expect(table.filter((line) => line.includes('running'))).toHaveLength(2);

    const [first, second] = machines;
    expect((await site.run('machines', 'show', first!.name, '-o', 'json')).json()).toEqual(first);
    expect(((await site.run('requests', 'list', '-o', 'json')).json() as readonly RequestJson[]).map(({ requestId }) => requestId)).toEqual(
      [request.requestId],
    );
    expect((await site.run('requests', 'list', '--open', '-o', 'json')).json()).toEqual([]);

    const returned = await site.run('machines', 'return', first!.name, second!.machineId, '--wait', '--timeout', '60', '-o', 'json');
    expect(returned.code).toBe(EXIT.ok);
    expect(returned.json()).toMatchObject({ kind: 'return', state: 'ended', outcome: 'fulfilled', wanted: 2 });
    expect((await site.run('machines', 'list', '-o', 'json')).json()).toEqual([]);
    const ended = (await site.run('machines', 'list', '--all', '-o', 'json')).json() as readonly MachineJson[];
    expect(ended.map(({ status }) => status)).toEqual(['terminated', 'terminated']);
    const again = await site.run('requests', 'wait', request.requestId, '--timeout', '5', '-o', 'json');
    expect([again.code, (again.json() as RequestJson).outcome]).toEqual([EXIT.ok, 'fulfilled']);
  });

  it('are refused with the exit code of who acts next', { timeout: 60_000 }, async () => {
    const site = await makeTestSite();
    const cases = [
      [['machines', 'request', 'no-such', '1'], 'fix-template', /no-such.*templates list/],
      [['machines', 'show', 'm-1'], 'fix-template', /No machine is known as "m-1"/],
      [['machines', 'return', 'm-1', 'm-2'], 'fix-template', /No machine is known as "m-1"/],
      [['requests', 'show', 'r-1'], 'fix-template', /There is no request "r-1"/],
      [['requests', 'wait', 'r-1'], 'fix-template', /There is no request "r-1"/],
      [['requests', 'cancel', 'r-1'], 'fix-template', /r-1/],
      [['templates', 'show', 'no-such'], 'fix-template', /There is no template "no-such"/],
      [['providers', 'health', 'no-such'], 'fix-settings', /There is no connection "no-such"; configured are mock\./],
    ] as const;
    for (const [words, remedy, message] of cases) {
      const { code, out, err } = await site.run(...words);
      expect([words, code, out]).toEqual([words, REMEDY_EXIT_CODES[remedy], '']);
      expect(err).toMatch(message);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  it('cancels a request and gives back what it got', { timeout: 120_000 }, async () => {
    const site = await makeTestSite();
    const { requestId } = (await site.run('machines', 'request', 'small', '1', '-o', 'json')).json() as { readonly requestId: string };
    const cancelled = await site.run('requests', 'cancel', requestId);
    expect([cancelled.code, cancelled.out.startsWith(requestId)]).toEqual([EXIT.ok, true]);
    const ended = await site.run('requests', 'wait', requestId, '--timeout', '60', '-o', 'json');
    const { outcome } = ended.json() as RequestJson;
    expect([EXIT.ok, EXIT.incomplete]).toContain(ended.code);
    expect(ended.code === EXIT.ok ? 'fulfilled' : 'cancelled').toBe(outcome);
    expect((await site.run('requests', 'cancel', requestId)).code).toBe(EXIT.ok);
  });

  it('ends with 6 when a request takes longer than one wants to wait', { timeout: 60_000 }, async () => {
    const site = await makeTestSite();
    const file = join(site.directory, 'hostwright.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('bootTimeMs: 50', 'bootTimeMs: 600000'));
    const { code, out, err } = await site.run('machines', 'request', 'small', '1', '--wait', '--timeout', '0.5');
    expect([code, out]).toEqual([REMEDY_EXIT_CODES['retry-later'], '']);
    expect(err).toMatch(/has not ended within 0\.5 s and goes on\. Wait again with "host-factory requests wait req-/);
  });
});

describe('templates', () => {
  it('are listed, shown and judged', { timeout: 60_000 }, async () => {
    const site = await makeTestSite();
    const list = (await site.run('templates', 'list', '-o', 'json')).json() as readonly { readonly templateId: string }[];
    expect(list.map(({ templateId }) => templateId)).toEqual(expect.arrayContaining(['small', 'medium', 'large']));
    expect((await site.run('templates', 'show', 'small', '-o', 'json')).json()).toEqual(
      list.find(({ templateId }) => templateId === 'small'),
    );
    expect((await site.run('templates', 'list')).out).toMatch(/^TEMPLATE +CONNECTION +PROVIDER +MAXIMUM +NCPUS +MEMORY MIB +STATE/);
  });

  it.each([
    ['an unknown key', '{"templates":[{"templateId":"a","maxNumber":1,"machineTyp":"mock.small"}]}', /machineTyp/],
    [
      'one id twice',
      '[{"templateId":"a","maxNumber":1,"machineType":"mock.small"},{"templateId":"a","maxNumber":1,"machineType":"mock.small"}]',
      /a/,
    ],
    ['a file that is no JSON', '{"templates":[', /./],
    ['wrong types', '{"templates":[{"templateId":7,"maxNumber":"many","machineType":[]}]}', /./],
    ['prototype keys', '{"templates":[{"templateId":"a","maxNumber":1,"machineType":"mock.small","__proto__":{"x":1}}]}', /./],
  ])('with %s are refused with 3', async (_what, text, message) => {
    const file = join(temporaryFolder(), 'templates.json');
    writeFileSync(file, text);
    const { code, out } = await runCommand(['templates', 'validate', file]);
    expect(code).toBe(REMEDY_EXIT_CODES['fix-template']);
    expect(out).toMatch(/NOT USABLE/);
    expect(out).toMatch(message);
    const asJson = await runCommand(['templates', 'validate', file, '-o', 'json']);
    expect(asJson.json()).toMatchObject([{ file, ok: false }]);
  });

  it('in a missing file are refused with one clear answer', async () => {
    const { code, out, err } = await runCommand(['templates', 'validate', join(temporaryFolder(), 'none.json')]);
    expect([EXIT.ok, EXIT.usage, REMEDY_EXIT_CODES['report-bug']]).not.toContain(code);
    expect(out + err).toMatch(/none\.json/);
  });
});

describe('providers', () => {
  it('are listed without being loaded, with the connections that use them', async () => {
    const site = await makeTestSite();
    expect((await site.run('providers', 'list', '-o', 'json')).json()).toMatchObject([
      { provider: 'mock', package: '@hostwright/provider-mock', connections: ['mock'] },
    ]);
    expect((await runCommand(['providers', 'list', '-o', 'json'])).json()).toMatchObject([{ provider: 'mock', connections: [] }]);
  });

  it('are asked for their health, and name account and region', async () => {
    const site = await makeTestSite();
    const { code, json } = await site.run('providers', 'health', '-o', 'json');
    expect(code).toBe(EXIT.ok);
    expect(json()).toMatchObject([
      { connection: 'mock', provider: 'mock', status: 'healthy', identity: { account: expect.any(String) as string }, problem: null },
    ]);
  });

  it('say what failed, and end with 11', async () => {
    const site = await makeTestSite();
    const file = join(site.directory, 'hostwright.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('bootTimeMs: 50', 'bootTimeMs: soon'));
    const { code, out } = await site.run('providers', 'health');
    expect(code).toBe(EXIT.unhealthy);
    expect(out).toMatch(/unhealthy.*bootTimeMs/);
  });
});

describe('agent', () => {
  it('is told to be absent without an error', async () => {
    const site = await makeTestSite();
    expect((await site.run('agent', 'status', '-o', 'json')).json()).toEqual({ running: false });
    expect((await site.run('agent', 'stop')).out).toBe('No agent runs.\n');
  });
});

describe('doctor', () => {
  interface Report {
    readonly healthy: boolean;
    readonly findings: readonly { readonly check: string; readonly status: string; readonly message: string; readonly mend?: string }[];
  }

  async function report(site: TestSite): Promise<Report & { readonly code: number }> {
    const { code, json } = await site.run('doctor', '-o', 'json');
    return { code, ...(json() as Report) };
  }

  it('finds nothing wrong with a new deployment, nor with one that has worked', { timeout: 60_000 }, async () => {
    const site = await makeTestSite();
    expect(await report(site)).toMatchObject({ code: EXIT.ok, healthy: true });
    await launch(site, 1);
    const { findings, code } = await report(site);
    expect(code).toBe(EXIT.ok);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'node',
        'configuration',
        'templates',
        'work directory',
        'file system',
        'log directory',
        'store',
        'deployment record',
        'connection',
        'socket',
        'agent',
      ]),
    );
  });

  it.each<{ readonly title: string; readonly check: string; readonly spoil: (directory: string) => void }>([
    {
      title: 'a configuration that is none',
      check: 'configuration',
      spoil: (directory) => writeFileSync(join(directory, 'hostwright.yaml'), 'version: ['),
    },
    {
      title: 'a store that is none',
      check: 'store',
      spoil: (directory) => writeFileSync(join(directory, 'work', 'hostwright.db'), 'no database, whatever its name says '.repeat(50)),
    },
    {
      title: 'a template that cannot be used',
      check: 'templates',
      spoil: (directory) => writeFileSync(join(directory, 'more-templates.json'), '{"templates":[{"templateId":"x"}]}'),
    },
    {
      title: 'settings that the plugin refuses',
      check: 'connection',
      spoil: (directory) => {
        const file = join(directory, 'hostwright.yaml');
        writeFileSync(file, readFileSync(file, 'utf8').replace('bootTimeMs: 50', 'bootTimeMs: soon'));
      },
    },
    {
      title: 'a file where the work directory should be',
      check: 'configuration',
      spoil: (directory) => {
        rmSync(join(directory, 'work'), { recursive: true, force: true });
        writeFileSync(join(directory, 'work'), '');
      },
    },
  ])('finds $title, says what mends it, and ends with 11', async ({ check, spoil }) => {
    const site = await makeTestSite();
    mkdirSync(join(site.directory, 'work'), { recursive: true, mode: 0o700 });
    spoil(site.directory);
    const { code, healthy, findings } = await report(site);
    expect([code, healthy]).toEqual([EXIT.unhealthy, false]);
    const found = findings.filter(({ status }) => status === 'wrong');
    expect(found.map((finding) => finding.check)).toContain(check);
    for (const { mend } of found) expect(mend).toMatch(/./);
    expect((await site.run('doctor')).out).toMatch(/^wrong {2}/m);
  });

  it('says what really helps against a store that is too old: nothing rebuilds it', { timeout: 60_000 }, async () => {
    const site = await makeTestSite();
    await launch(site, 1);
    const store = await openSqliteStore({ file: join(site.directory, 'work', 'hostwright.db') });
    await store.write(async (tx) => {
      const [state] = await tx.connections();
      await tx.saveConnection({ ...state!, halt: { kind: 'store-is-old', message: 'an unknown life' } });
    });
    await store.close();
    const { findings, code } = await report(site);
    expect(code).toBe(EXIT.unhealthy);
    const [halted] = findings.filter(({ message }) => message === 'halted: an unknown life');
    expect(halted?.mend).toMatch(/restore the newest hostwright\.db .*cloud's own tools/);
  });

  it('notes that a work directory may be entered by others', async () => {
    const site = await makeTestSite();
    mkdirSync(join(site.directory, 'work'), { recursive: true });
    const { chmodSync } = await import('node:fs');
    chmodSync(join(site.directory, 'work'), 0o755);
    const { findings, code } = await report(site);
    expect(code).toBe(EXIT.ok);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'work directory', status: 'note', mend: expect.stringContaining('chmod 700') as string }),
    );
  });

  it('says which variables to set where nothing names a deployment', async () => {
    const { code, out } = await runCommand(['doctor']);
    expect(code).toBe(EXIT.unhealthy);
    expect(out).toMatch(/HF_PROVIDER_CONFDIR.*PRO_CONF_DIR.*--config/);
  });
});
