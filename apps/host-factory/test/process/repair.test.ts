import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { endProcessesOf } from '../e2e/harness/processes.js';
import { until } from '../e2e/harness/until.js';

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Site {
  readonly directory: string;
  readonly run: (...words: readonly string[]) => Ran;
}

const UNHEALTHY = 11;
const NOBODY = 65_534;
/** Finds what hangs, on the slowest machine. */
const HANG_MS = 300_000;

/** A site of the built program, whose processes are ended with the test. */
function makeSite(
  environment: Readonly<{ [name: string]: string }> = {},
  user: { readonly uid?: number; readonly gid?: number } = {},
): Site {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hwe-')));
  onTestFinished(async () => {
    await endProcessesOf(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const directory = join(folder, 'conf');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, HOST_FACTORY_RUNTIME_DIR: join(folder, 'run'), ...environment };
  const start = (words: readonly string[], options = {}): Ran => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [inject('programPath'), ...words], {
      env,
      encoding: 'utf8',
      cwd: '/',
      ...options,
    });
    return { code: status, out: stdout, err: stderr };
  };
  const made = start(['init', directory, '--provider', 'mock', '--non-interactive']);
  if (made.code !== 0) throw new Error(made.err);
  return { directory, run: (...words) => start([...words, '--config', directory], user) };
}

describe('doctor, as it is built', () => {
  it('finds a real agent that is paused, and its command lets it go on', { tags: ['cli.doctor', 'real'], timeout: HANG_MS }, async () => {
    const { run } = makeSite();
    expect(run('machines', 'request', 'small', '1').code).toBe(0);
    const pid = await until(
      () => {
        const { out } = run('agent', 'status', '-o', 'json');
        return (JSON.parse(out) as { readonly pid?: number }).pid;
      },
      { what: 'an agent that answers' },
    );
    process.kill(pid, 'SIGSTOP');
    const found = run('doctor', '--check', 'agent');
    expect([found.code, found.out]).toEqual([
      UNHEALTHY,
      expect.stringMatching(new RegExp(`process ${pid} is paused.*\\n +\\$ kill -CONT ${pid}\\n`)),
    ]);
    execFileSync('/bin/sh', ['-c', /\$ (.*)/.exec(found.out)?.[1] ?? '']);
    await until(() => run('doctor', '--check', 'agent').code === 0, { what: 'an agent that goes on' });
    expect(run('doctor').code).toBe(0);
  });

  it(
    'tells a user who may not read the configuration who can open it, not what is wrong in it',
    { tags: ['cli.doctor', 'real'], timeout: HANG_MS },
    () => {
      const isRoot = process.getuid?.() === 0;
      const { directory, run } = makeSite({}, isRoot ? { uid: NOBODY, gid: NOBODY } : {});
      chmodSync(join(directory, '..'), 0o755);
      chmodSync(directory, 0o755);
      chmodSync(join(directory, 'hostwright.yaml'), 0o000);
      const { code, out } = run('doctor', '--check', 'configuration');
      expect([code, out]).toEqual([
        UNHEALTHY,
        expect.stringMatching(isRoot ? /\$ sudo chgrp .*hostwright\.yaml/ : /\$ chmod u\+rX .*hostwright\.yaml/),
      ]);
    },
  );
});

describe('doctor, for a user who may not enter the work directory', () => {
  it('does not take the store for lost, and tells who can open the folder', { tags: ['cli.doctor', 'real'], timeout: HANG_MS }, () => {
    const isRoot = process.getuid?.() === 0;
    const { directory, run } = makeSite({}, isRoot ? { uid: NOBODY, gid: NOBODY } : {});
    const work = join(directory, 'work');
    mkdirSync(join(work, 'log'), { recursive: true, mode: 0o700 });
    writeFileSync(join(work, 'log', 'agent.log'), '');
    chmodSync(work, 0o000);
    for (const path of [join(directory, '..'), directory]) chmodSync(path, 0o755);
    for (const name of ['hostwright.yaml', 'templates.json', 'deployment.json']) chmodSync(join(directory, name), 0o644);
    const { code, out } = run('doctor', '-o', 'json');
    const { findings } = JSON.parse(out) as {
      readonly findings: readonly { readonly check: string; readonly status: string; readonly mend?: string }[];
    };
    const found = findings.filter(({ status }) => status === 'wrong');
    expect([code, found.map(({ check }) => check)]).toEqual([UNHEALTHY, ['work-directory', 'log-directory']]);
    expect(found[0]?.mend).toMatch(isRoot ? /^sudo chown -R/ : /^chmod u\+rwx/);
    expect(out).not.toContain('rebuild');
    chmodSync(work, 0o700);
  });
});

describe('a support bundle, as it is built', () => {
  const CANARY = 'canary-4711';

  it('holds the logs of a real agent, and no secret', { tags: ['recovery.support-bundle', 'real'], timeout: HANG_MS }, async () => {
    const { directory, run } = makeSite({ CLOUD_KEY: `${CANARY}-key`, ANY_TOKEN: `${CANARY}-token` });
    const file = join(directory, 'hostwright.yaml');
    writeFileSync(
      file,
      `${readFileSync(file, 'utf8').replace(/^( +)cloudFile: .*$/m, '$&\n$1accessKey: env:CLOUD_KEY')}\nlog:\n  level: debug\n`,
    );
    const template = {
      templateId: 'secretive',
      maxNumber: 5,
      machineType: 'mock.small',
      userData: `#!/bin/sh\nexport PASSWORD=${CANARY}-data\n`,
    };
    writeFileSync(join(directory, 'more-templates.json'), JSON.stringify({ templates: [template] }));
    expect(run('machines', 'request', 'secretive', '1').code).toBe(0);
    const log = join(directory, 'work', 'log', 'agent.log');
    await until(() => readOrNothing(log).includes('\n'), { what: 'a line in the log of the agent' });
    const folder = join(directory, 'bundles');
    mkdirSync(folder);
    const { code, out, err } = run('support', 'bundle', folder, '-o', 'json');
    expect([code, err]).toEqual([0, '']);
    const { path, files } = JSON.parse(out) as { readonly path: string; readonly files: readonly { readonly name: string }[] };
    expect(files.map(({ name }) => name)).toContain('logs/agent.log');
    const bytes = gunzipSync(readFileSync(path)).toString('latin1');
    expect(bytes).toContain('logs/agent.log');
    expect([bytes.includes(CANARY), bytes.includes(Buffer.from(CANARY).toString('base64').slice(0, -2))]).toEqual([false, false]);
  });

  function readOrNothing(path: string): string {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  }
});
