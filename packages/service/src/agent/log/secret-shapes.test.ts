import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSecretShapes } from './secret-shapes.js';

const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary\nlines\n-----END RSA PRIVATE KEY-----';

describe('what looks like a secret', { tags: ['recovery.support-bundle', 'real'] }, () => {
  it.each([
    ['a PEM block', PEM],
    ['a PEM block inside JSON', JSON.stringify({ pem: PEM })],
    ['a PEM block that is cut off', PEM.slice(0, 50)],
    ['a JSON web token', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canarysignature_x back'],
    ['a URL with credentials', 'https://user:canary@proxy.example:3128/path'],
    ['a URL with a password alone', 'redis://:canary-long@cache.example'],
    ['a header', 'Authorization: Bearer canary.canary.canary'],
    ['a header of basic authentication', 'sent Basic Y2FuYXJ5OmNhbmFyeQ== in vain'],
    ['a key id of AWS', 'AKIACANARYCANARYCANA'],
    ['a token of GitHub', 'ghp_canarycanarycanarycanarycanarycanary'],
    ['a signed URL', 'https://bucket.example/o?X-Amz-Signature=canary0canary&x=1'],
    ['a connection string', 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=canarycanary==;EndpointSuffix=x'],
    ['an assignment', 'export DB_PASSWORD=canary-one'],
    ['YAML', 'secretAccessKey: canary-two'],
    ['JSON', '{"clientSecret":"canary-three"}'],
    ['JSON inside JSON', JSON.stringify(JSON.stringify({ apiToken: 'canary-four' }))],
    ['a value of several words', '{"passphrase": "canary horse canary"}'],
    ['an option', 'login --password canary-five --user x'],
    ['a short name', '{"pw":"canary-six"}'],
    ['a short option', 'login --pw canary-seven'],
    ['a key of a kubeconfig', 'client-key-data: canary8'],
    ['forty characters that only a secret key has', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ])('is hidden: %s', (_, text) => {
    const cleaned = hideSecretShapes(text);
    expect(cleaned).toContain('[redacted]');
    expect(cleaned).not.toMatch(/canary|Y2FuYXJ5|MIIE|wJalr|CANARY/);
  });

  it.each([
    'machine i-0123456789abcdef0 runs in eu-west-1a',
    '{"level":30,"time":1700000000000,"requestId":"req-0f8e","msg":"machines created"}',
    'event 17, hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '/opt/hostwright/apps/host-factory/dist/lazy/doctor.js',
    'accessKey: env:AWS_SECRET',
    'https://ec2.eu-west-1.amazonaws.com/?Action=DescribeInstances',
    'deployment 0123456789abcdef0123456789abcdef',
  ])('is not: %s', (text) => {
    expect(hideSecretShapes(text)).toBe(text);
  });

  it('is hidden under every name that promises one, whatever the value', () => {
    const names = constantFrom('password', 'SECRET_KEY', 'access-token', 'apiKey', 'sharedKey', 'aws.secretAccessKey');
    const characters = constantFrom(...'abcXYZ019+/=._-{}[]; '.split(''));
    assert(
      property(names, string({ minLength: 10, unit: characters }), (name, value) => {
        expect(hideSecretShapes(JSON.stringify({ [name]: `q${value}` }))).not.toContain(value);
      }),
    );
  });

  it('is looked for in a long text without a long time', () => {
    const text = `${'token'.repeat(20_000)} ${'a.b-c_'.repeat(50_000)}`;
    expect(hideSecretShapes(text).length).toBeGreaterThan(0);
  });
});
