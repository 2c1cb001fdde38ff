import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { isProviderError, type ProviderError } from '@hostwright/core/provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerIdentity, ec2Error, localServices, type LocalService, type WireAnswer, type WireRequest } from '../testing/local-service.js';
import { readInput } from '@hostwright/plugin-testing';
import { testSession } from '../testing/test-session.js';

const CANARY = 'canarySecret7f3a9bcanarySecret7f3a9b';
const start = localServices();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-aws-credentials-'));
  // Nothing of this machine's own account may be found.
  for (const name of [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_ROLE_ARN',
  ]) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'shared'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** Which access key a request was signed with. */
const signer = ({ headers }: WireRequest): string | undefined => /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1];

function sts(
  keys: () => string = () => 'ASIAROLE',
  expiration = new Date(Date.now() + 3_600_000).toISOString(),
): (request: WireRequest) => WireAnswer {
  return ({ action }) => {
    if (action === 'GetCallerIdentity') return callerIdentity();
    const credentials = `<Credentials><AccessKeyId>${keys()}</AccessKeyId><SecretAccessKey>${CANARY}</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials>`;
    return {
      body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${credentials}</${action}Result></${action}Response>`,
    };
  };
}

async function identify(service: LocalService, settings: Readonly<Record<string, unknown>>): Promise<readonly (string | undefined)[]> {
  const { session, context } = testSession(service.url, settings);
  await session.read('sts', new GetCallerIdentityCommand({}), readInput());
  session.close();
  expect(inspect(context, { depth: 10 })).not.toContain(CANARY);
  return service.requests.map((request) => `${request.action} ${signer(request)}`);
}

async function refusal(
  service: LocalService,
  credentials: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ProviderError> {
  const { session } = testSession(service.url, { credentials, ...settings });
  const error: unknown = await session.read('sts', new GetCallerIdentityCommand({}), readInput()).catch((reason: unknown) => reason);
  if (!isProviderError(error)) throw new Error('it was not refused', { cause: error });
  expect(inspect(error, { depth: 10 })).not.toContain(CANARY);
  expect(service.requests.filter(({ action }) => action === 'GetCallerIdentity')).toEqual([]);
  return error;
}

describe('credentials', { tags: ['aws.settings', 'simulated'] }, () => {
  it('are keys in the settings, or secrets that are read at each call', async () => {
    const service = await start(sts());
    const { session, context } = testSession(service.url, {
      credentials: { source: 'keys', accessKeyId: 'env:ID', secretAccessKey: 'file:secret' },
    });
    context.secrets['env:ID'] = 'AKIAONE';
    context.secrets['file:secret'] = CANARY;
    await session.read('sts', new GetCallerIdentityCommand({}), readInput());
    context.secrets['env:ID'] = 'AKIATWO';
    await session.read('sts', new GetCallerIdentityCommand({}), readInput());
    expect(service.requests.map(signer)).toEqual(['AKIAONE', 'AKIATWO']);
  });

  it('are those of the vendor’s file, read at each call; that others may read it is told once', async () => {
    const service = await start(sts());
    const path = put('credentials', `[default]\naws_access_key_id=AKIAFILE\naws_secret_access_key=${CANARY}\n`, 0o644);
    const { session, context } = testSession(service.url, { credentials: { source: 'file', path } });
    await session.read('sts', new GetCallerIdentityCommand({}), readInput());
    put('credentials', `[default]\naws_access_key_id=AKIANEXT\naws_secret_access_key=${CANARY}\n`, 0o644);
    await session.read('sts', new GetCallerIdentityCommand({}), readInput());
    expect(service.requests.map(signer)).toEqual(['AKIAFILE', 'AKIANEXT']);
    expect(context.lines.filter((line) => line.includes('may be read by every user'))).toHaveLength(1);
    expect(context.lines.join()).not.toContain(CANARY);
  });

  it('of a file that is not there are refused, or looked for elsewhere where that is wanted', async () => {
    const service = await start(sts());
    const path = join(folder, 'none');
    expect((await refusal(service, { source: 'file', path })).message).toBe(
      `the credential file ${path} cannot be read (ENOENT): put one there that this user may read, or name another one`,
    );
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', CANARY);
    expect(await identify(service, { credentials: { source: 'file', path, optional: true } })).toEqual(['GetCallerIdentity AKIAENV']);
  });

  it.each([
    ['JSON', `{"AccessKeyId":"AKIASCRIPT","SecretAccessKey":"${CANARY}"}`],
    ['a credentials file', `[default]\\naws_access_key_id=AKIASCRIPT\\naws_secret_access_key=${CANARY}`],
  ])('are what a script prints, as %s, without a shell', async (_form, text) => {
    const service = await start(sts());
    const script = put('script', `#!/bin/sh\n[ "$1" = '$(boom)' ] || exit 3\nprintf '${text}'\n`, 0o700);
    expect(await identify(service, { credentials: { source: 'script', command: [script, '$(boom)'] } })).toEqual([
      'GetCallerIdentity AKIASCRIPT',
    ]);
  });

  it.each([
    { what: 'fails', body: `echo ${CANARY} >&2; echo ${CANARY}; exit 7`, message: /failed \(exit code 7\): run it by hand to see why$/ },
    {
      what: 'hangs, with a child that keeps its output open',
      body: `sleep 600 & echo ${CANARY}; wait`,
      message: /gave nothing within 1 seconds/,
      timeoutSeconds: 1,
    },
    { what: 'prints too much', body: 'yes abcdefghijklmnop', message: /prints more than 65536 bytes/ },
    { what: 'prints something else', body: `echo ${CANARY}`, message: /has no section \[default\]/ },
  ])('are refused when the script $what', async ({ body, message, timeoutSeconds = 300 }) => {
    const service = await start(sts());
    const script = put('script', `#!/bin/sh\n${body}\n`, 0o700);
    const error = await refusal(service, { source: 'script', command: script, timeoutSeconds });
    expect(error.errorClass).toBe('Credentials');
    expect(error.message).toMatch(message);
  });

  it('are refused when there is no such script', async () => {
    const service = await start(sts());
    expect((await refusal(service, { source: 'script', command: join(folder, 'none') })).message).toMatch(/cannot be started \(ENOENT\)/);
  });

  it('are those of a profile, with the role that it names', async () => {
    const service = await start(sts());
    put('shared', `[base]\naws_access_key_id=AKIABASE\naws_secret_access_key=${CANARY}\n`);
    put('config', '[profile dev]\nrole_arn=arn:aws:iam::123456789012:role/dev\nsource_profile=base\nregion=us-east-1\n');
    expect(await identify(service, { credentials: { source: 'profile', profile: 'dev' } })).toEqual([
      'AssumeRole AKIABASE',
      'GetCallerIdentity ASIAROLE',
    ]);
  });

  it('of a profile that does not exist, or whose process tells a secret while failing, are refused without it', async () => {
    const service = await start(sts());
    put('config', `[profile p]\ncredential_process=sh -c 'echo ${CANARY} >&2; exit 1'\n`);
    expect((await refusal(service, { source: 'profile', profile: 'nobody' })).message).toBe(
      'the profile nobody of ~/.aws gives no credentials: there is no such profile with credentials: add it, or name another one',
    );
    expect((await refusal(service, { source: 'profile', profile: 'p' })).errorClass).toBe('Credentials');
  });

  it('are those of a single sign-on session, until that ends', async () => {
    const portal = await start(({ path }) =>
      path.startsWith('/federation/credentials')
        ? {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              roleCredentials: { accessKeyId: 'ASIASSO', secretAccessKey: CANARY, sessionToken: 't', expiration: Date.now() + 3_600_000 },
            }),
          }
        : { status: 404, body: '' },
    );
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', portal.url);
    const service = await start(sts());
    vi.stubEnv('AWS_ENDPOINT_URL_STS', service.url);
    put(
      'config',
      '[profile sso]\nsso_session=ours\nsso_account_id=123456789012\nsso_role_name=r\nregion=us-east-1\n[sso-session ours]\nsso_region=us-east-1\nsso_start_url=https://example.com/start\n',
    );
    const { createHash } = await import('node:crypto');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder, '.aws/sso/cache'), { recursive: true });
    const token = join('.aws/sso/cache', `${createHash('sha1').update('ours').digest('hex')}.json`);
    put(token, JSON.stringify({ accessToken: CANARY, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }));
    expect(await identify(service, { endpoint: undefined, credentials: { source: 'profile', profile: 'sso' } })).toEqual([
      'GetCallerIdentity ASIASSO',
    ]);
    put(token, JSON.stringify({ accessToken: CANARY, expiresAt: new Date(Date.now() - 1_000).toISOString() }));
    service.requests.length = 0;
    expect((await refusal(service, { source: 'profile', profile: 'sso' }, { endpoint: undefined })).message).toContain(
      'its single sign-on session has ended: run "aws sso login"',
    );
  });

  it('are those of a web identity, whose token is read anew each time', async () => {
    const service = await start(sts());
    const tokenFile = put('token', 'first-token');
    const credentials = { source: 'web-identity', tokenFile, roleArn: 'arn:aws:iam::123456789012:role/web' };
    expect(await identify(service, { credentials })).toEqual(['AssumeRoleWithWebIdentity undefined', 'GetCallerIdentity ASIAROLE']);
    expect(service.requests[0]?.body).toContain('WebIdentityToken=first-token');
    put('token', 'second-token');
    await identify(service, { credentials });
    expect(service.requests[2]?.body).toContain('WebIdentityToken=second-token');
  });

  it('of a web identity that is not trusted are refused', async () => {
    const service = await start(() => ({
      status: 400,
      body: '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>no</Message></Error></ErrorResponse>',
    }));
    const error = await refusal(service, {
      source: 'web-identity',
      tokenFile: put('token', 'x'),
      roleArn: 'arn:aws:iam::123456789012:role/web',
    });
    expect(error.message).toContain('check issuer and audience of the web identity token');
  });

  it('are those of the instance, by the metadata service with tokens', async () => {
    const asked: string[] = [];
    const metadata = await start(({ method, path, headers }) => {
      asked.push(`${method} ${path} ${String(headers['x-aws-ec2-metadata-token'] ?? '')}`.trim());
      if (path === '/latest/api/token') return { body: 'imds-token' };
      if (path.endsWith('/security-credentials/')) return { body: 'the-role' };
      const body = {
        Code: 'Success',
        AccessKeyId: 'ASIAIMDS',
        SecretAccessKey: CANARY,
        Token: 't',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      };
      return { body: JSON.stringify(body) };
    });
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', metadata.url);
    const service = await start(sts());
    for (const source of ['instance', 'default']) {
      service.requests.length = 0;
      expect(await identify(service, { credentials: { source } })).toEqual(['GetCallerIdentity ASIAIMDS']);
    }
    expect(asked.slice(0, 2)).toEqual(['PUT /latest/api/token', 'GET /latest/meta-data/iam/security-credentials/ imds-token']);
  });

  it('are found by the default order: environment, profile, web identity, container', async () => {
    const service = await start(sts());
    const container = await start(() => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        AccessKeyId: 'ASIACONTAINER',
        SecretAccessKey: CANARY,
        Token: 't',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    }));
    put('shared', `[grid]\naws_access_key_id=AKIAPROFILE\naws_secret_access_key=${CANARY}\n`);
    const places: readonly (readonly [signer: string, environment: Readonly<Record<string, string>>])[] = [
      ['AKIAENV', { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: CANARY }],
      ['AKIAPROFILE', { AWS_PROFILE: 'grid' }],
      ['ASIAROLE', { AWS_WEB_IDENTITY_TOKEN_FILE: put('token', 'x'), AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/web' }],
      ['ASIACONTAINER', { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/creds` }],
    ];
    for (const [key, environment] of places) {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      service.requests.length = 0;
      expect((await identify(service, { credentials: { source: 'default' } })).at(-1)).toBe(`GetCallerIdentity ${key}`);
      for (const name of Object.keys(environment)) vi.stubEnv(name, undefined);
    }
  });

  it('are those of a role, assumed with an external id, by whatever other credentials', async () => {
    const service = await start(sts());
    const assumeRole = { roleArn: 'arn:aws:iam::210987654321:role/other', externalId: 'ext:1', sessionName: 'grid', durationSeconds: 900 };
    const path = put('credentials', `[default]\naws_access_key_id=AKIAFILE\naws_secret_access_key=${CANARY}\n`);
    expect(await identify(service, { credentials: { source: 'file', path }, assumeRole })).toEqual([
      'AssumeRole AKIAFILE',
      'GetCallerIdentity ASIAROLE',
    ]);
    expect(Object.fromEntries(new URLSearchParams(service.requests[0]?.body))).toMatchObject({
      RoleArn: 'arn:aws:iam::210987654321:role/other',
      ExternalId: 'ext:1',
      RoleSessionName: 'grid',
      DurationSeconds: '900',
    });
  });

  it('of a role that does not trust us are refused by what AWS says', async () => {
    const service = await start(() => ({
      status: 403,
      body: '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>',
    }));
    const { session } = testSession(service.url, { assumeRole: { roleArn: 'arn:aws:iam::210987654321:role/other' } });
    await expect(session.identity(readInput())).rejects.toMatchObject({
      errorClass: 'PermissionDenied',
      code: 'AccessDenied',
      subject: 'arn:aws:iam::210987654321:role/other',
    });
  });

  it('are refused, naming the sources, when there are none', async () => {
    const service = await start(sts());
    expect((await refusal(service, { source: 'default' })).message).toMatch(
      /^the default chain \(environment, ~\/\.aws, web identity, container, instance\) gives no credentials/,
    );
  });
});

describe('credentials that the cloud refuses', { tags: ['aws.settings', 'simulated', 'fault.row-23'] }, () => {
  it('are read anew at once: the call can be made again, without a restart', async () => {
    const service = await start((request) =>
      signer(request) === 'AKIAOLD' ? ec2Error('ExpiredToken', 'The security token included in the request is expired') : callerIdentity(),
    );
    const marker = join(folder, 'rotated');
    const script = put(
      'script',
      `#!/bin/sh\nif [ -e ${marker} ]; then id=AKIANEW; else id=AKIAOLD; fi\nprintf '{"AccessKeyId":"%s","SecretAccessKey":"${CANARY}"}' $id\n`,
      0o700,
    );
    const { session } = testSession(service.url, { credentials: { source: 'script', command: script } });
    await expect(session.identity(readInput())).rejects.toMatchObject({ errorClass: 'Credentials', code: 'ExpiredToken' });
    writeFileSync(marker, '');
    await expect(session.identity(readInput())).rejects.toMatchObject({ errorClass: 'Unavailable', code: 'ExpiredToken' });
    expect((await session.identity(readInput())).account).toBe('123456789012');
  });
});
