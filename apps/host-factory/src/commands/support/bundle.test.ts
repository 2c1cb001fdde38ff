import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import type { Variables } from '@hostwright/service/configuration';
import { EXIT, REMEDY_EXIT_CODES } from '../../exit-codes.js';
import { makeTestSite, runCommand, type TestSite } from '../../testing/command-line.js';
import { recordIo } from '../../testing/recorded-io.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { editStore, INTENT } from '../doctor/testing/edit-store.js';

interface Manifest {
  readonly files: readonly { readonly name: string; readonly about: string; readonly bytes: number }[];
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
}

interface Unpacked {
  readonly files: Readonly<{ [name: string]: string }>;
  readonly manifest: Manifest;
  readonly json: (name: string) => unknown;
}

async function unpack(path: string): Promise<Unpacked> {
  const entries = await unpackTar(gunzipSync(readFileSync(path)), { strip: 1 });
  const files = Object.fromEntries(entries.map(({ header, data }) => [header.name, Buffer.from(data ?? []).toString('utf8')]));
  const json = (name: string): unknown => JSON.parse(files[name] ?? '');
  return { files, manifest: json('manifest.json') as Manifest, json };
}

/** Makes a bundle of a site, and unpacks it. */
async function bundleOf(site: Pick<TestSite, 'directory'>, environment: Variables = {}, ...words: readonly string[]): Promise<Unpacked> {
  const path = join(temporaryFolder(), 'bundle.tar.gz');
  const { code, err } = await runCommand(['support', 'bundle', path, '--config', site.directory, ...words], environment);
  expect([code, err.split('\n')[0]]).toEqual([0, expect.stringMatching(/^Left out: /)]);
  return unpack(path);
}

function append(site: TestSite, file: string, text: string): void {
  writeFileSync(join(site.directory, file), text, { flag: 'a' });
}

describe('a support bundle', { timeout: 120_000, tags: ['recovery.support-bundle', 'real'] }, () => {
  it('holds what helps, and says in its manifest what each file is and what is left out', async () => {
    const site = await makeTestSite();
    await site.run('machines', 'request', 'small', '1', '--wait', '--timeout', '60');
    const { files, manifest, json } = await bundleOf(site);
    expect(Object.keys(files).toSorted()).toEqual([
      'configuration/hostwright.yaml',
      'doctor.json',
      'environment.json',
      'manifest.json',
      'site.json',
      'store/connections.json',
      'store/events-verdict.json',
      'store/events.jsonl',
      'store/info.json',
      'store/intents.json',
      'store/requests.json',
      'templates.json',
      'versions.json',
    ]);
    expect(manifest.files.map(({ name }) => name).toSorted()).toEqual(
      Object.keys(files)
        .filter((name) => name !== 'manifest.json')
        .toSorted(),
    );
    for (const { name, about, bytes } of manifest.files)
      expect([about !== '', Buffer.byteLength(files[name] ?? '')]).toEqual([true, bytes]);
    expect(manifest.leftOut.map(({ what }) => what)).toEqual(expect.arrayContaining(['the store itself', 'logs/agent.log']));
    expect(json('versions.json')).toMatchObject({ hostFactory: '1.2.3', node: process.version, plugins: [{ provider: 'mock' }] });
    expect(json('doctor.json')).toMatchObject({ healthy: true });
    expect(json('templates.json')).toEqual(expect.arrayContaining([{ templateId: 'small', connection: 'mock', maxNumber: 100 }]));
    expect(files['store/events.jsonl']).toMatch(/"RequestAccepted"[^]*"RequestEnded"/);
    expect(json('store/events-verdict.json')).toMatchObject({ damages: [] });
    expect(files['configuration/hostwright.yaml']).toContain('provider: mock');
  });

  it('keeps only the events since --since and the last --log-lines', async () => {
    const site = await makeTestSite();
    await site.run('machines', 'request', 'small', '1', '--wait', '--timeout', '60');
    const logs = join(site.directory, 'work', 'log');
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, 'agent.log.1'), 'line 1\nline 2\n');
    writeFileSync(join(logs, 'agent.log'), 'line 3\nline 4\n');
    const future = await bundleOf(site, {}, '--since', '2100-01-01T00:00:00Z', '--log-lines', '3');
    expect(future.files['store/events.jsonl']).toBe('');
    expect(future.files['logs/agent.log']).toBe('line 2\nline 3\nline 4\n');
    const all = await bundleOf(site, {}, '--since', '1d', '--log-lines', '1');
    expect(all.files['store/events.jsonl']?.split('\n').length).toBeGreaterThan(5);
    expect(all.files['logs/agent.log']).toBe('line 4\n');
  });

  it('says its defaults in words', async () => {
    const { out } = await runCommand(['support', 'bundle', '--help']);
    expect(out).toMatch(/--since <when>[^]*default: 24h/);
    expect(out).not.toMatch(/8640000|\d{13}/);
  });

  it('is for its owner alone, gets a name of its own in a folder, and tells where it is', async () => {
    const site = await makeTestSite();
    const folder = temporaryFolder();
    const io = recordIo();
    const { code, json } = await runCommand(['support', 'bundle', folder, '--config', site.directory, '-o', 'json'], {}, io);
    expect(code).toBe(0);
    const [name = ''] = readdirSync(folder);
    expect(name).toMatch(/^hostwright-support-\d{8}T\d{6}Z\.tar\.gz$/);
    expect(json()).toMatchObject({ path: join(folder, name) });
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(execFileSync('tar', ['-tzf', join(folder, name)], { encoding: 'utf8' })).toContain(
      `${name.replace('.tar.gz', '')}/manifest.json`,
    );
    expect(io.progressLines().join('\n')).toMatch(/collecting .*\n[^]*packing /);
  });

  it('with --quiet prints its path alone', async () => {
    const site = await makeTestSite();
    const path = join(temporaryFolder(), 'x.tar.gz');
    const { out, err } = await runCommand(['--quiet', 'support', 'bundle', path, '--config', site.directory]);
    expect([out, err]).toEqual([`${path}\n`, '']);
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, 'mine')],
    ['a link to a file', (path: string) => void [writeFileSync(`${path}.x`, 'mine'), symlinkSync(`${path}.x`, path)]],
    ['a link to nothing', (path: string) => symlinkSync(`${path}.x`, path)],
  ])('overwrites nothing: %s', async (_, make) => {
    const site = await makeTestSite();
    const path = join(temporaryFolder(), 'x.tar.gz');
    make(path);
    const { code, err } = await runCommand(['support', 'bundle', path, '--config', site.directory]);
    expect([code, err]).toEqual([
      REMEDY_EXIT_CODES['fix-settings'],
      expect.stringMatching(/is there already, and is not overwritten.*\[bundle-exists\]/),
    ]);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : 'mine').toBe('mine');
    expect(readdirSync(join(path, '..')).length).toBeLessThan(3);
  });

  it.each(['-', ''])('is not written to stdout: "%s"', async (target) => {
    const site = await makeTestSite();
    const { code, out, err } = await runCommand(['support', 'bundle', target, '--config', site.directory]);
    expect([code, out, err]).toEqual([EXIT.usage, '', expect.stringMatching(/a file or a folder/)]);
  });

  it('says so in one line when it cannot be written, and leaves nothing behind', async () => {
    const site = await makeTestSite();
    const path = join(temporaryFolder(), 'missing', 'x.tar.gz');
    const { code, err } = await runCommand(['support', 'bundle', path, '--config', site.directory]);
    expect([code, err]).toEqual([
      REMEDY_EXIT_CODES['fix-settings'],
      expect.stringMatching(/^host-factory: .*ENOENT.*\[bundle-not-written\]\n$/),
    ]);
  });
});

describe('what a bundle keeps to itself', { timeout: 120_000, tags: ['recovery.support-bundle', 'real'] }, () => {
  const CANARY = 'canary-0815';

  it('is every secret and all user data, wherever it stands and however it is written', async () => {
    const site = await makeTestSite();
    const inVariable = `${CANARY}-in a "variable"/+&`;
    const inFile = `-----BEGIN PRIVATE KEY-----\n${CANARY}inafile0123456789\n${CANARY}secondline987654\n-----END PRIVATE KEY-----\n`;
    const literal = `${CANARY}-literal`;
    const userData = `${CANARY}-user-data of a template`;
    const script = `${CANARY}-script`;
    const unrelated = `${CANARY}-unrelated`;
    const odd = `${CANARY}-of-a-variable-with-another-name`;
    writeFileSync(join(site.directory, 'key.pem'), inFile);
    chmodSync(join(site.directory, 'key.pem'), 0o644);
    writeFileSync(join(site.directory, 'boot.sh'), `#!/bin/sh\nlogin ${script}\n`);
    const file = join(site.directory, 'hostwright.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(
        /^( +)cloudFile: .*$/m,
        `$&\n$1accessKey: env:CLOUD_KEY\n$1privateKey: file:key.pem\n$1password: ${literal}\n$1proxyToken: "\${ODD}"`,
      ),
    );
    writeFileSync(
      join(site.directory, 'more-templates.json'),
      JSON.stringify({
        templates: [
          { templateId: 'with-data', maxNumber: 1, machineType: 'mock.small', userData: `#!/bin/sh\nexport A=${userData}\n` },
          { templateId: 'with-script', maxNumber: 1, machineType: 'mock.small', userDataScript: 'boot.sh' },
          {
            templateId: 'with-options',
            maxNumber: 1,
            machineType: 'mock.small',
            adminPassword: `${CANARY}-option`,
            imageId: `${CANARY}-image`,
          },
        ],
      }),
    );
    const lines = inFile.split('\n');
    const said = [inVariable, literal, userData, script, unrelated, odd, lines[1] ?? '', lines[2] ?? ''].flatMap((secret) => [
      `plain ${secret}`,
      JSON.stringify({ level: 50, msg: `failed: ${secret}`, nested: JSON.stringify({ secret }) }),
      `https://cloud.example/?key=${encodeURIComponent(secret)}`,
      Buffer.from(secret).toString('base64'),
      `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
      Buffer.from(secret).toString('hex'),
    ]);
    const shapes = [
      `Authorization: Bearer ${CANARY}.token`,
      `password=${CANARY}-pw`,
      `https://user:${CANARY}@host.example/`,
      JSON.stringify({ apiToken: `${CANARY}-api` }),
    ];
    const logs = join(site.directory, 'work', 'log');
    mkdirSync(logs, { recursive: true });
    for (const name of ['agent.log', 'calls.log', 'agent-crash.log'])
      writeFileSync(join(logs, name), `${[...said, ...shapes].join('\n')}\n`);
    const environment = { CLOUD_KEY: inVariable, SOME_TOKEN: unrelated, ODD: odd, HF_PROVIDER_NAME: 'inst', UNSHOWN: `${CANARY}-unshown` };
    const { files, manifest } = await bundleOf(site, environment);
    const written = JSON.stringify([files, manifest]);
    for (const sign of [CANARY, encodeURIComponent(CANARY), Buffer.from(CANARY).toString('hex'), ...sureBase64(CANARY)]) {
      expect([sign, around(written, sign)]).toEqual([sign, undefined]);
    }
    expect(files['logs/agent.log']).toContain('[redacted]');
    expect(files['configuration/hostwright.yaml']).toMatch(/accessKey: env:CLOUD_KEY[^]*privateKey: file:key\.pem[^]*password: "?\*\*\*/);
    expect(files['environment.json']).toContain('UNSHOWN');
  });

  it('is in no bundle of a deployment whose configuration is broken either', async () => {
    const site = await makeTestSite();
    append(
      site,
      'hostwright.yaml',
      `\n\tpassword: ${CANARY}-broken\nextra: [\nuserData: |\n  echo ${CANARY}-in-a-block\nagent: off\nkey: env:CLOUD_KEY\n`,
    );
    const { files, manifest } = await bundleOf(site, { CLOUD_KEY: `${CANARY}-env` });
    expect(around(JSON.stringify([files, manifest]), CANARY)).toBeUndefined();
    expect(files['configuration/hostwright.yaml']).toMatch(/password: \*\*\*[^]*agent: off/);
    expect(files['doctor.json']).toMatch(/"healthy": false/);
    expect(manifest.leftOut).toContainEqual({ what: 'templates', why: 'the configuration cannot be used; see doctor.json' });
  });

  it('is what lies in the folder and belongs to no configuration', async () => {
    const site = await makeTestSite();
    const put = (name: string, text: string): void => writeFileSync(join(site.directory, name), text, { mode: 0o600 });
    put('token.json', `"${CANARY}-token"`);
    put('kubeconfig.yaml', `users: [{user: {client-key-data: ${CANARY}-kube, exec: {args: ["--pw", "${CANARY}-exec"]}}}]\n`);
    put('sa.json', JSON.stringify({ pw: `${CANARY}-sa` }));
    put('x.json', `{${CANARY}-broken`);
    append(site, 'hostwright.yaml', `\nother: [${CANARY}-unknown]\n`);
    const { files, manifest } = await bundleOf(site);
    expect(around(JSON.stringify([files, manifest]), CANARY)).toBeUndefined();
  });

  it('is the user data that a log quotes, also where the configuration cannot be parsed and only the store still knows it', async () => {
    const site = await makeTestSite();
    const file = join(site.directory, 'templates.json');
    const own = JSON.parse(readFileSync(file, 'utf8')) as { readonly templates: readonly { readonly templateId: string }[] };
    const templates = own.templates.map((entry) => ({ ...entry, userData: `#!/bin/sh\nPASS=${CANARY}-frozen\n` }));
    writeFileSync(file, JSON.stringify({ templates }));
    await site.run('machines', 'request', 'small', '1', '--wait', '--timeout', '60');
    rmSync(file);
    append(site, 'hostwright.yaml', `\ntemplates:\n  - templateId: t\n    userData: |\n      PASS=${CANARY}-block\n\tbroken: [\n`);
    const logs = join(site.directory, 'work', 'log');
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, 'agent.log'), `said ${CANARY}-frozen and ${CANARY}-block\n`);
    const { files, manifest } = await bundleOf(site);
    expect(around(JSON.stringify([files, manifest]), CANARY)).toBeUndefined();
    expect(files['logs/agent.log']).toBe('said [redacted] and [redacted]\n');
    expect(Object.keys(files)).toContain('store/requests.json');
  });

  it('is what open requests and calls hold, too', async () => {
    const site = await makeTestSite();
    const userData = `#!/bin/sh\njoin ${CANARY}-token1\n`;
    const template = {
      templateId: 'small',
      connection: 'mock',
      maxNumber: 1,
      priority: 0,
      attributes: [],
      tags: [],
      userData,
      options: { key: `${CANARY}-option` },
    };
    const times = { createdAtMs: Date.now(), endedAtMs: undefined, polledAtMs: undefined };
    await editStore(site, async (tx) => {
      await tx.saveRequest({
        ...times,
        kind: 'acquire',
        requestId: 'req-1',
        callId: 'call-1',
        state: 'open',
        outcome: undefined,
        reasons: [{ units: 1, reason: 'Unavailable', code: undefined, message: `refused ${CANARY}-token1` }],
        version: 1,
        connection: 'mock',
        template,
        tags: [{ key: 'note', value: `${CANARY}-tag` }],
        wantedUnits: 1,
        grantedUnits: 1,
        desiredUnits: 1,
        offers: undefined,
        nextOffer: 0,
        deadlineAtMs: Date.now() + 3_600_000,
        pollWithinMs: undefined,
      });
      await tx.saveIntent({ ...INTENT, document: { version: 1, parts: 1, document: Buffer.from(userData).toString('base64') } });
    });
    const { files, manifest, json } = await bundleOf(site);
    expect(around(JSON.stringify([files, manifest]), CANARY)).toBeUndefined();
    for (const sign of sureBase64(CANARY)) expect(around(JSON.stringify(files), sign)).toBeUndefined();
    expect(json('store/requests.json')).toMatchObject([{ requestId: 'req-1', templateId: 'small', tags: 1, hasUserData: true }]);
    expect(json('store/intents.json')).toMatchObject([{ intentId: INTENT.intentId, document: { parts: 1 } }]);
  });

  it('is told as missing where the store is broken or the deployment cannot be found', async () => {
    const site = await makeTestSite();
    mkdirSync(join(site.directory, 'work'), { mode: 0o700 });
    writeFileSync(join(site.directory, 'work', 'hostwright.db'), 'no database, whatever its name says '.repeat(50));
    const broken = await bundleOf(site);
    expect(broken.manifest.leftOut.map(({ what }) => what)).toEqual(expect.arrayContaining(['store/info.json', 'store/events.jsonl']));
    const gone = await bundleOf({ directory: join(site.directory, 'nowhere') });
    expect(gone.manifest.leftOut).toContainEqual({ what: 'configuration', why: expect.stringMatching(/cannot be told/) as string });
    expect(gone.json('doctor.json')).toMatchObject({ healthy: false });
  });

  it('survives a configuration folder that is a maze', async () => {
    const site = await makeTestSite();
    rmSync(join(site.directory, 'templates.json'));
    symlinkSync(site.directory, join(site.directory, 'loop.yaml'));
    writeFileSync(join(site.directory, 'self.yaml'), 'a: &a [*a, *a]\ninclude: [self.yaml, ../self.yaml, /dev/zero]\n');
    writeFileSync(join(site.directory, 'huge-templates.json'), '[');
    const { manifest } = await bundleOf(site);
    expect(manifest.files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['configuration/hostwright.yaml', 'doctor.json', 'templates.json']),
    );
    expect(manifest.files.map(({ name }) => name)).not.toContain('configuration/self.yaml');
    expect(manifest.leftOut.map(({ what }) => what)).toContain('other files of the configuration folder');
  });
});

/** What a text surely looks like within base64, at each of the three places where it may begin. */
function sureBase64(text: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from(`${'x'.repeat(before)}${text}`)
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(before === 0 ? 0 : before + 1, -2);
  });
}

function around(text: string, sign: string): string | undefined {
  const at = text.indexOf(sign);
  return at < 0 ? undefined : text.slice(Math.max(0, at - 80), at + 80);
}
