import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from '../exit-codes.js';
import { makeTestSite, runCommand, type TestSite } from '../testing/command-line.js';
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

describe('init', { tags: ['cli.init', 'real'] }, () => {
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
  it('are asked for, seen and given back', { timeout: 120_000, tags: ['cli.machines', 'simulated'] }, async () => {
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
      [['machines', 'show', 'm-1'], 'fix-template', /There is no machine "m-1"/],
      [['machines', 'return', 'm-1', 'm-2'], 'fix-template', /There is no machine "m-1"/],
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

  it('cancels a request and gives back what it got', { timeout: 120_000, tags: ['cli.requests', 'simulated'] }, async () => {
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

  it(
    'ends with 6 when a request takes longer than one wants to wait',
    { timeout: 60_000, tags: ['cli.requests', 'simulated'] },
    async () => {
      const site = await makeTestSite();
      const file = join(site.directory, 'hostwright.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('bootTimeMs: 50', 'bootTimeMs: 600000'));
      const { code, out, err } = await site.run('machines', 'request', 'small', '1', '--wait', '--timeout', '0.5');
      expect([code, out]).toEqual([REMEDY_EXIT_CODES['retry-later'], '']);
      expect(err).toMatch(/has not ended within 0\.5 s and goes on\. Wait again with "host-factory requests wait req-/);
    },
  );
});

describe('templates', { tags: ['cli.templates', 'real'] }, () => {
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

describe('providers', { tags: ['cli.providers', 'simulated'] }, () => {
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
