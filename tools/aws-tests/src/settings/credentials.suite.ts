import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '@hostwright/core/provider';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import awsProvider from '@hostwright/provider-aws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlainContext } from '../conformance/plain-context.js';
import { KEYS } from '../plugin/connection.js';

const ROLE = 'arn:aws:iam::123456789012:role/grid';
const { signal } = new AbortController();
let moto: Moto;
let folder: string;

beforeAll(async () => {
  moto = await startMoto({ record: true });
});
afterAll(() => moto.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostwright-aws-credentials-'));
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'shared'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function open(
  settings: Readonly<Record<string, unknown>>,
): Promise<Pick<Provider<unknown>, 'identify' | 'health' | 'catalog' | 'dispose'>> {
  // moto's first answer of EC2 takes long on a machine that has much to do.
  const wanted = { region: 'us-east-1', endpoint: moto.url, credentials: KEYS, requestTimeoutMs: 120_000, ...settings };
  const checked = await awsProvider.settingsSchema['~standard'].validate(wanted);
  if (checked.issues !== undefined) throw new Error(checked.issues.map(({ message }) => message).join('; '));
  return awsProvider.create(checked.value, new PlainContext());
}

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const INI = `[default]\naws_access_key_id=${KEYS.accessKeyId}\naws_secret_access_key=${KEYS.secretAccessKey}\n`;

describe('credentials on moto', { tags: ['aws.settings', 'emulated'] }, () => {
  it.each([
    ['keys', () => KEYS],
    ['the vendor’s file', () => ({ source: 'file', path: put('credentials', INI) })],
    ['the vendor’s script', () => ({ source: 'script', command: ['/bin/cat', put('printed', INI)] })],
    [
      'a profile',
      () => {
        put('shared', INI.replace('default', 'grid'));
        return { source: 'profile', profile: 'grid' };
      },
    ],
  ])('are %s', async (_name, source) => {
    const provider = await open({ credentials: source() });
    expect(await provider.identify({ signal })).toMatchObject({ account: '123456789012', region: 'us-east-1' });
    expect((await provider.catalog.zones({ signal })).length).toBeGreaterThan(0);
    await provider.dispose?.();
  });

  it('are a role’s, assumed with an external id: who calls is the role', async () => {
    const provider = await open({ assumeRole: { roleArn: ROLE, externalId: 'site-7', sessionName: 'hw' } });
    expect((await provider.identify({ signal })).principal).toBe('arn:aws:sts::123456789012:assumed-role/grid/hw');
    expect((await provider.catalog.zones({ signal })).length).toBeGreaterThan(0);
    const bodies = (await moto.requests()).map(({ body }) => Buffer.from(body, 'base64').toString('utf8'));
    expect(bodies.filter((body) => body.includes('Action=AssumeRole&'))).toEqual([expect.stringContaining('ExternalId=site-7')]);
    await provider.dispose?.();
  });

  it('are a role’s by web identity', async () => {
    const tokenFile = put('token', 'a.web.token');
    const provider = await open({ credentials: { source: 'web-identity', tokenFile, roleArn: ROLE, sessionName: 'web' } });
    expect((await provider.identify({ signal })).principal).toBe('arn:aws:sts::123456789012:assumed-role/grid/web');
    await provider.dispose?.();
  });

  it('of one session may be of another account than those of the next', async () => {
    const providers = await Promise.all([open({}), open({ assumeRole: { roleArn: 'arn:aws:iam::222222222222:role/other' } })]);
    const accounts = await Promise.all(providers.map(async (provider) => (await provider.identify({ signal })).account));
    expect(accounts).toEqual(['123456789012', '222222222222']);
    for (const provider of providers) await provider.dispose?.();
  });
});

describe('health on moto', { tags: ['aws.health', 'emulated'] }, () => {
  it('is told for each service; what moto does not have degrades it', async () => {
    const provider = await open({ handlers: ['ec2-fleet', 'auto-scaling-group'] });
    const { status, identity, services } = await provider.health({ signal });
    expect(identity).toMatchObject({ account: '123456789012', region: 'us-east-1' });
    const of = Object.fromEntries(services.map((service) => [service.service, service.status]));
    expect(of).toMatchObject({ sts: 'healthy', ec2: 'healthy', autoscaling: 'healthy', ssm: 'healthy', cloudwatch: 'healthy' });
    expect([of['pricing'], of['service-quotas'], status]).toEqual(['degraded', 'degraded', 'degraded']);
    await provider.dispose?.();
  });

  it('is unhealthy when nobody answers', async () => {
    const provider = await open({ endpoint: 'http://127.0.0.1:9' });
    const { status, identity, services } = await provider.health({ signal });
    expect([status, identity]).toEqual(['unhealthy', undefined]);
    expect(services[0]?.message).toContain('nothing was sent (ECONNREFUSED)');
    await provider.dispose?.();
  });
});
