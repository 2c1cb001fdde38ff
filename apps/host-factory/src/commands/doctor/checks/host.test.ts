import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import { lookAt } from '../testing/look-at.js';
import { curl } from './curl.js';
import { network } from './network.js';
import { node } from './node.js';
import { path } from './path.js';

/** A folder with one program in it, first on PATH. */
function pathWith(name: string, script: string): { readonly PATH: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return { PATH: `${folder}:/usr/bin:/bin` };
}

describe('Node', { tags: ['cli.doctor', 'real'] }, () => {
  it('is the one that runs, and the one on PATH when that is new enough', async () => {
    const findings = await lookAt(node, { environment: pathWith('node', 'echo v24.1.0') });
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(findings[0]?.message).toContain(process.execPath);
  });

  it.each([
    ['too old', pathWithNode('echo v18.20.0'), /is v18\.20\.0: 24 or newer/],
    ['one that cannot be run', pathWithNode('exit 1'), /cannot be run/],
    ['not there', () => ({ PATH: temporaryFolder() }), /nothing to fall back on/],
  ])('on PATH, by which scripts go when theirs is gone, is told of when it is %s', async (_, environment, message) => {
    const [, found] = await lookAt(node, { environment: environment() });
    expect(found).toMatchObject({ status: 'note', message: expect.stringMatching(message) as string });
    expect(found?.mend).toMatch(/^export PATH=.*:"\$PATH"/);
  });

  function pathWithNode(script: string) {
    return () => pathWith('node', script);
  }
});

describe('curl', { tags: ['cli.doctor', 'real'] }, () => {
  it('is well when it knows Unix sockets', async () => {
    const script = "echo 'curl 8.1.0 (x)'; echo 'Features: alt-svc UnixSockets'";
    expect(await lookAt(curl, { environment: pathWith('curl', script) })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('8.1.0') as string },
    ]);
  });

  it.each([
    ['knows none', "echo 'curl 7.29.0'; echo 'Features: AsynchDNS'", /knows no Unix sockets/],
    ['cannot be run', 'exit 127', /cannot be run/],
  ])('is told of when it %s', async (_, script, message) => {
    const [found] = await lookAt(curl, { environment: pathWith('curl', script) });
    expect(found).toMatchObject({ status: 'note', message: expect.stringMatching(message) as string });
    expect(found?.mend).toMatch(/curl/);
  });

  it('is told of when it is not there, with the installer that is', async () => {
    const { PATH } = pathWith('dnf', '');
    const [found] = await lookAt(curl, { environment: { PATH: PATH.split(':')[0] } });
    expect(found).toMatchObject({ status: 'note', mend: 'sudo dnf install -y curl' });
  });
});

describe('PATH', { tags: ['cli.doctor', 'real'] }, () => {
  it('must be set', async () => {
    expect(await lookAt(path, { environment: { PATH: '' } })).toMatchObject([
      { status: 'wrong', message: expect.stringContaining('not set') as string },
    ]);
  });

  it('should name no folder that depends on where a script is started', async () => {
    const [found] = await lookAt(path, { environment: { PATH: '/usr/bin::bin:/bin' } });
    expect(found).toMatchObject({
      status: 'note',
      message: expect.stringMatching(/an empty one, bin/) as string,
      mend: "export PATH='/usr/bin:/bin'",
    });
  });

  it('must name no folder into which everybody may put programs, a sticky one excepted', async () => {
    const folder = temporaryFolder();
    const [open, sticky] = [join(folder, 'open'), join(folder, 'sticky')];
    for (const [name, mode] of [
      [open, 0o777],
      [sticky, 0o1777],
    ] as const) {
      mkdirSync(name);
      chmodSync(name, mode);
    }
    const findings = await lookAt(path, { environment: { PATH: `${sticky}:${open}` } });
    expect(findings).toMatchObject([{ status: 'wrong', mend: expect.stringContaining('chmod o-w') as string }]);
    expect(findings[0]?.message).toContain(open);
  });
});

describe('the network', { tags: ['cli.doctor', 'real'] }, () => {
  it('shows proxies without their passwords', async () => {
    const findings = await lookAt(network, {
      environment: { HTTPS_PROXY: 'http://user:canary-pw@proxy.example:3128', NO_PROXY: '169.254.169.254' },
    });
    expect(JSON.stringify(findings)).not.toContain('canary-pw');
    expect(findings).toContainEqual({ check: 'network', status: 'ok', message: 'HTTPS_PROXY is http://proxy.example:3128' });
  });

  it.each([
    ['a proxy that is no address', { HTTPS_PROXY: 'proxy example' }, 'wrong', 'unset HTTPS_PROXY'],
    ['two that differ', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:1', NO_PROXY: '*' }, 'note', 'unset HTTPS_PROXY'],
    [
      'a proxy for the address of credentials',
      { HTTP_PROXY: 'http://a:1', NO_PROXY: 'localhost' },
      'note',
      'export NO_PROXY=localhost,169.254.169.254',
    ],
    ['options for Node', { NODE_OPTIONS: '--inspect' }, 'note', 'unset NODE_OPTIONS'],
    ['certificates that are not there', { NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' }, 'wrong', 'unset NODE_EXTRA_CA_CERTS'],
  ] as const)('tells of %s', async (_, environment, status, mend) => {
    expect(await lookAt(network, { environment })).toContainEqual(expect.objectContaining({ status, mend }));
  });
});
