import { describe, expect, it } from 'vitest';
import { settingsSchema } from './schema.js';

const parse = (settings: object = {}) => settingsSchema.parse({ region: 'eu-central-1', ...settings });
const refusal = (settings: object): string => {
  const { error } = settingsSchema.safeParse({ region: 'eu-central-1', ...settings });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n') ?? '';
};

describe('settings', { tags: ['aws.settings', 'simulated'] }, () => {
  it('need a region alone', () => {
    expect(parse()).toEqual({
      region: 'eu-central-1',
      credentials: { source: 'default' },
      noProxy: [],
      connectTimeoutMs: 10_000,
      requestTimeoutMs: 30_000,
      maxSockets: 50,
      handlers: ['ec2-fleet', 'run-instances'],
      limits: { maxSpotPercent: 100, maxAutoScalingGroupSize: 500, maxInstancesPerRun: 1_000, maxFleetUnits: 1_000 },
      terminateOnReclaim: false,
    });
  });

  it('take every region that there is', () => {
    for (const region of ['us-east-1', 'us-gov-west-1', 'cn-northwest-1', 'ap-southeast-7', 'us-iso-east-1', 'eusc-de-east-1']) {
      expect([region, refusal({ region })]).toEqual([region, '']);
    }
  });

  it('take a script as a path, or as a program with arguments', () => {
    const of = (command: unknown) => parse({ credentials: { source: 'script', command } }).credentials;
    expect(of('/opt/creds.sh')).toEqual({ source: 'script', command: ['/opt/creds.sh'], renewMarginSeconds: 1_770, timeoutSeconds: 30 });
    expect(of(['/opt/creds', '--json'])).toMatchObject({ command: ['/opt/creds', '--json'] });
  });

  it.each([
    [{ region: 'Frankfurt' }, 'region: must be a region like eu-central-1'],
    [{ regoin: 'x' }, ': Unrecognized key: "regoin"'],
    [
      { credentials: { source: 'file', path: 'credentials' } },
      'credentials.path: must be an absolute path; ${CONFIG_DIR} stands for the folder of the configuration',
    ],
    [{ credentials: { source: 'key' } }, 'credentials.source: write default, keys, profile, file, script, web-identity or instance'],
    [{ credentials: { source: 'default', profile: 'x' } }, 'credentials: Unrecognized key: "profile"'],
    [{ assumeRole: { roleArn: 'admin' } }, 'assumeRole.roleArn: must be like arn:aws:iam::123456789012:role/NAME'],
    [{ endpoint: 'localhost:4566' }, 'endpoint: must be an address like https://vpce-1.ec2.eu-central-1.vpce.amazonaws.com'],
    [{ proxy: 'socks5://p' }, 'proxy: must be an address like http://proxy.example.com:3128'],
    [{ handlers: ['ec2-fleet', 'ec2-fleet'] }, 'handlers: a way to launch is named twice'],
    [{ limits: { maxSpotPercent: 101 } }, 'limits.maxSpotPercent: Too big: expected number to be <=100'],
    [{ connectTimeoutMs: 0 }, 'connectTimeoutMs: Too small: expected number to be >=100'],
  ])('are refused with what is wrong, and where: %j', (settings, message) => {
    expect(refusal(settings)).toBe(message);
  });
});
