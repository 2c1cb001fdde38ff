import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { settingsSchema } from '../../settings/schema.js';
import { failureOf } from '../testing/failure-of.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { TestContext } from '@hostwright/plugin-testing';
import { NOWHERE } from '../testing/test-session.js';
import { findTarget, type Surroundings } from './find-target.js';
import { createSourceReader } from './source.js';
import type { Target } from './target.js';

const folder = temporaryFolders();

/** A kubeconfig with one cluster, user and context of each of these names; the first is the current one. */
const kubeconfig = (names: readonly string[], user: object = { token: 'abc' }, cluster: object = {}, current = names[0]): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': current,
    clusters: names.map((name) => ({ name, cluster: { server: `https://${name}.invalid:6443`, ...cluster } })),
    users: names.map((name) => ({ name, user })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name, namespace: `ns-${name}` } })),
  });

const find = (settings: object, surroundings: Surroundings = NOWHERE, context = new TestContext()): Promise<Target> =>
  findTarget(settingsSchema.parse(settings), createSourceReader(context), surroundings);
const refusalOf = async (settings: object, surroundings?: Surroundings): Promise<string> => {
  const error = await failureOf(find(settings, surroundings));
  expect(error.errorClass).toBe('InvalidSettings');
  return error.message;
};
const home = (path: string, environment: object = {}): Surroundings => ({
  environment: { HOME: path, ...environment },
  accountFolder: '/nowhere',
});

describe('the cluster of a connection', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('is the kubeconfig’s current context, with its namespace', async () => {
    const path = folder().write('config', kubeconfig(['dev', 'prod']));
    expect(await find({ kubeconfig: path })).toMatchObject({
      server: 'https://dev.invalid:6443',
      namespace: 'ns-dev',
      user: { token: { from: 'text', text: 'abc' } },
      name: `the context dev of ${path}`,
    });
  });

  it('is the context that the settings name, so that several contexts of one file are several connections', async () => {
    const path = folder().write('config', kubeconfig(['dev', 'prod']));
    expect(await find({ kubeconfig: path, context: 'prod' })).toMatchObject({ server: 'https://prod.invalid:6443', namespace: 'ns-prod' });
    expect(await refusalOf({ kubeconfig: path, context: 'qa' })).toBe(`${path} has no context qa: set context to one of dev, prod`);
  });

  it('comes from a secret that holds a kubeconfig', async () => {
    const context = new TestContext();
    context.secrets['env:KC'] = kubeconfig(['dev']);
    expect(await find({ kubeconfigText: 'env:KC' }, NOWHERE, context)).toMatchObject({ server: 'https://dev.invalid:6443' });
    context.secrets['env:KC'] = kubeconfig(['prod']);
    expect(await find({ kubeconfigText: 'env:KC' }, NOWHERE, context)).toMatchObject({ server: 'https://prod.invalid:6443' });
  });

  it('comes from the files of KUBECONFIG, of which the first that names something wins, and missing ones are passed over', async () => {
    const { write } = folder();
    const first = write('a', kubeconfig(['dev'], { token: 'first' }));
    const second = write('b', kubeconfig(['dev', 'prod'], { token: 'second' }));
    const surroundings = home('/nowhere', { KUBECONFIG: `/nowhere/none:${first}:${second}` });
    expect(await find({}, surroundings)).toMatchObject({ user: { token: { text: 'first' } } });
    expect(await find({ context: 'prod' }, surroundings)).toMatchObject({ user: { token: { text: 'second' } } });
    expect(await refusalOf({}, home('/nowhere', { KUBECONFIG: '/nowhere/none' }))).toBe(
      'KUBECONFIG names no file that exists: /nowhere/none',
    );
  });

  it('comes from ~/.kube/config, and in a pod without one from the pod’s own account', async () => {
    const { path, write } = folder();
    mkdirSync(join(path, '.kube'));
    write('.kube/config', kubeconfig(['dev']));
    write('namespace', 'own\n');
    const pod = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect(await find({}, home(path, pod))).toMatchObject({ server: 'https://dev.invalid:6443' });
    const own = {
      server: 'https://[fd00::1]:443',
      namespace: 'own',
      ca: { from: 'file', path: join(path, 'ca.crt') },
      user: { token: { from: 'file', path: join(path, 'token') } },
    };
    expect(await find({}, { environment: { HOME: '/nowhere', ...pod }, accountFolder: path })).toMatchObject(own);
    expect(await find({ inCluster: true }, { environment: { HOME: path, ...pod }, accountFolder: path })).toMatchObject(own);
    expect(await refusalOf({ inCluster: true })).toMatch(/^inCluster: this is no pod/);
    expect(await refusalOf({})).toMatch(/^no cluster is named: set kubeconfig or server/);
  });

  it('is an address with a token, a certificate and an authority of the settings', async () => {
    const settings = {
      server: 'https://k.invalid',
      tokenFile: '/t',
      clientCertificateFile: '/c',
      clientKeyFile: '/k',
      caFile: '/ca',
      tlsServerName: 'k',
    };
    expect(await find(settings)).toMatchObject({
      server: 'https://k.invalid',
      tlsServerName: 'k',
      ca: { from: 'file', path: '/ca', key: 'caFile' },
      user: { token: { path: '/t' }, certificate: { path: '/c' }, key: { path: '/k' } },
    });
    expect(await find({ server: 'https://k.invalid', token: 'env:TOKEN' })).toMatchObject({
      user: { token: { from: 'secret', reference: 'env:TOKEN' } },
    });
    const pem = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n';
    for (const caData of [pem, Buffer.from(pem).toString('base64')]) {
      expect((await find({ server: 'https://k.invalid', caData })).ca).toEqual({ from: 'text', text: pem });
    }
  });

  it('accepts any certificate only when the settings say so, too', async () => {
    const path = folder().write('config', kubeconfig(['dev'], {}, { 'insecure-skip-tls-verify': true }));
    expect(await refusalOf({ kubeconfig: path })).toMatch(
      /says insecure-skip-tls-verify: give it the certificate of its authority, or set insecureSkipTlsVerify here/,
    );
    expect((await find({ kubeconfig: path, insecureSkipTlsVerify: true })).insecure).toBe(true);
  });

  it('reads what a kubeconfig says of authorities, names, proxies and users', async () => {
    const { path, write } = folder();
    const user = {
      tokenFile: 'token',
      'client-certificate-data': Buffer.from('cert').toString('base64'),
      'client-key': '/abs/key',
      as: 'boss',
      'as-groups': ['g'],
      exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './login', env: null, interactiveMode: 'Never' },
    };
    const file = write(
      'config',
      kubeconfig(['dev'], user, { 'certificate-authority': 'ca.pem', 'tls-server-name': 'k', 'proxy-url': 'http://p:3128' }),
    );
    expect(await find({ kubeconfig: file })).toMatchObject({
      ca: { from: 'file', path: join(path, 'ca.pem') },
      tlsServerName: 'k',
      proxyUrl: 'http://p:3128',
      user: {
        token: { from: 'file', path: join(path, 'token') },
        certificate: { from: 'text', text: 'cert' },
        key: { path: '/abs/key' },
        impersonate: { user: 'boss', groups: ['g'] },
        exec: { command: join(path, 'login') },
      },
    });
    expect(await find({ kubeconfig: file, impersonate: { user: 'other' } })).toMatchObject({
      user: { impersonate: { user: 'other', groups: [] } },
    });
  });

  it.each([
    ['a: [', /is no YAML: write it anew$/],
    ['- a', /is no kubeconfig: /],
    ['clusters: [{name: a, cluster: {}}]', /is no kubeconfig: clusters\.0\.cluster\.server: /],
    ['contexts: []', /names no current context: set context to one of \(it has none\)$/],
    ['{current-context: a, contexts: [{name: a, context: {cluster: c}}]}', /the context a names the cluster c, which is not there$/],
    [
      '{current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: "https://c"}}]}',
      /names the user u, which is not there$/,
    ],
  ])('is refused in words without its secrets: %s', async (text, message) => {
    const path = folder().write('config', `${text}\n# canary`);
    const refused = await refusalOf({ kubeconfig: path });
    expect(refused).toMatch(message);
    expect(refused).not.toContain('canary');
  });

  it('is refused when its file cannot be read', async () => {
    expect(await refusalOf({ kubeconfig: '/nowhere/config' })).toBe(
      'kubeconfig: the file /nowhere/config cannot be read (ENOENT): put one there that this user may read',
    );
  });
});
