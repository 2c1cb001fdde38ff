import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSourceReader } from '../cluster/source.js';
import type { Target, UserTarget } from '../cluster/target.js';
import { failureOf } from '../testing/failure-of.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { TestContext } from '@hostwright/plugin-testing';
import { createCredentials } from './create-credentials.js';

const folder = temporaryFolders();
const V1 = 'client.authentication.k8s.io/v1';

const targetOf = (user: UserTarget): Target => ({
  server: 'https://k.invalid',
  ca: undefined,
  tlsServerName: undefined,
  insecure: false,
  proxyUrl: undefined,
  namespace: undefined,
  user,
  name: 'test',
});
const keeperOf = (context = new TestContext()) => createCredentials(context, createSourceReader(context));
const current = (user: UserTarget, keeper = keeperOf()) => keeper.current(targetOf(user), undefined);

/** A program that prints what `body` echoes, and counts how often it was started. */
function program(body: string): { readonly exec: NonNullable<UserTarget['exec']>; readonly starts: () => number } {
  const { write } = folder();
  const count = write('count', '');
  const command = write('login', `#!/bin/sh\necho x >> ${count}\n${body}\n`, 0o700);
  return { exec: { apiVersion: V1, command }, starts: () => readFileSync(count, 'utf8').split('\n').length - 1 };
}
const printing = (status: object): string => `echo '${JSON.stringify({ apiVersion: V1, kind: 'ExecCredential', status })}'`;

describe('credentials', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('come from a token’s file, read again when it changes, without its line end', async () => {
    const { write } = folder();
    const path = write('token', 'one\n');
    const keeper = keeperOf();
    const user = { token: { from: 'file', path, key: 'tokenFile' } } as const;
    expect((await current(user, keeper)).headers).toEqual({ authorization: 'Bearer one' });
    writeFileSync(path, 'second\n');
    expect((await current(user, keeper)).headers).toEqual({ authorization: 'Bearer second' });
  });

  it('come from a secret, asked for at each call', async () => {
    const context = new TestContext();
    const keeper = keeperOf(context);
    const user = { token: { from: 'secret', reference: 'env:T' } } as const;
    context.secrets['env:T'] = 'a';
    expect((await current(user, keeper)).headers).toEqual({ authorization: 'Bearer a' });
    context.secrets['env:T'] = 'b';
    expect((await current(user, keeper)).headers).toEqual({ authorization: 'Bearer b' });
  });

  it('may be a name and a password, a client certificate, and made in another’s name', async () => {
    const certificate = { from: 'text', text: 'cert' } as const;
    expect(
      await current({
        basic: { username: 'u', password: 'p' },
        certificate,
        key: { from: 'text', text: 'key' },
        impersonate: { user: 'boss', groups: ['a', 'b'] },
      }),
    ).toEqual({
      headers: {
        authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
        'impersonate-user': 'boss',
        'impersonate-group': ['a', 'b'],
      },
      certificate: 'cert',
      key: 'key',
    });
  });

  it('come from a program once for all who ask, until shortly before their end', async () => {
    const context = new TestContext();
    const expirationTimestamp = new Date(context.now() + 600_000).toISOString();
    const { exec, starts } = program(printing({ token: 't', expirationTimestamp }));
    const keeper = keeperOf(context);
    const both = await Promise.all([current({ exec }, keeper), current({ exec }, keeper)]);
    expect(both.map(({ headers }) => headers)).toEqual([{ authorization: 'Bearer t' }, { authorization: 'Bearer t' }]);
    await current({ exec }, keeper);
    expect(starts()).toBe(1);
    context.shiftMs = 545_000;
    await current({ exec }, keeper);
    expect(starts()).toBe(2);
  });

  it('are asked for anew when they were refused', async () => {
    const { exec, starts } = program(printing({ clientCertificateData: 'cert', clientKeyData: 'key' }));
    const keeper = keeperOf();
    expect(await current({ exec }, keeper)).toEqual({ headers: {}, certificate: 'cert', key: 'key' });
    await current({ exec }, keeper);
    keeper.forget();
    await current({ exec }, keeper);
    expect(starts()).toBe(2);
  });

  it('tell the program what it is asked, and about which cluster where it wants to know', async () => {
    const { exec } = program(
      `token=$(printf %s "$KUBERNETES_EXEC_INFO" | tr '"' "'"); echo '{"apiVersion":"${V1}","kind":"ExecCredential","status":{"token":"'"$token $EXTRA $1"'"}}'`,
    );
    const asked = async (more: object): Promise<unknown> => {
      const { headers } = await keeperOf().current(
        targetOf({ exec: { ...exec, args: ['arg'], env: [{ name: 'EXTRA', value: 'more' }], ...more } }),
        'CA',
      );
      const [info = '', ...rest] = String(headers['authorization']).replace('Bearer ', '').split(' ');
      return [JSON.parse(info.replaceAll("'", '"')), ...rest];
    };
    expect(await asked({})).toEqual([{ apiVersion: V1, kind: 'ExecCredential', spec: { interactive: false } }, 'more', 'arg']);
    expect(await asked({ provideClusterInfo: true })).toMatchObject([
      {
        spec: {
          interactive: false,
          cluster: { server: 'https://k.invalid', 'certificate-authority-data': Buffer.from('CA').toString('base64') },
        },
      },
      'more',
      'arg',
    ]);
  });

  it.each([
    ['echo canary; echo canary >&2; exit 3', 'Credentials', /failed \(exit code 3\): run it by hand to see why$/],
    ['echo canary', 'Credentials', /prints no ExecCredential with a token or a certificate/],
    [printing({}), 'Credentials', /prints no ExecCredential/],
    ['yes canary', 'Credentials', /prints more than 1048576 bytes/],
  ] as const)('of a program that does not give any are refused without what it printed: %s', async (body, errorClass, message) => {
    const error = await failureOf(current({ exec: program(body).exec }));
    expect(error.errorClass).toBe(errorClass);
    expect(error.message).toMatch(message);
    expect(`${error.message}${String(error.cause)}`).not.toContain('canary');
  });

  it('of a program that is not there say how to get it', async () => {
    const exec = { apiVersion: V1, command: '/nowhere/login', installHint: 'install\n  login' };
    expect((await failureOf(current({ exec }))).message).toBe(
      'the credential program /nowhere/login cannot be started (ENOENT): install login',
    );
  });

  it('of a program that wants to talk, or speaks an older language, are refused', async () => {
    const { exec } = program(printing({ token: 't' }));
    expect(await failureOf(current({ exec: { ...exec, interactiveMode: 'Always' } }))).toMatchObject({ errorClass: 'InvalidSettings' });
    expect((await failureOf(current({ exec: { ...exec, apiVersion: 'client.authentication.k8s.io/v1alpha1' } }))).message).toMatch(
      /update it to client.authentication.k8s.io\/v1$/,
    );
  });

  it('of an auth-provider come from the official client', async () => {
    const authProvider = {
      name: 'oidc',
      config: { 'id-token': `e30.${Buffer.from(JSON.stringify({ exp: 4_102_444_800 })).toString('base64url')}.s` },
    };
    expect((await current({ authProvider })).headers['authorization']).toMatch(/^Bearer e30\./);
    const error = await failureOf(current({ authProvider: { name: 'oidc', config: {} } }));
    expect(error).toMatchObject({ errorClass: 'Credentials' });
    expect(error.message).toMatch(/^the auth-provider oidc of the kubeconfig: .*log in anew, or use an exec plugin$/);
  });
});
