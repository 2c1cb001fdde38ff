import { describe, expect, it } from 'vitest';
import { settingsSchema } from './schema.js';

const refusal = (settings: object): string => {
  const { error } = settingsSchema.safeParse(settings);
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n') ?? '';
};

describe('settings', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('may be empty: kubectl’s own cluster', () => {
    expect(settingsSchema.parse({})).toEqual({
      inCluster: false,
      insecureSkipTlsVerify: false,
      noProxy: [],
      namespaces: [],
      identity: 'cluster',
      connectTimeoutMs: 10_000,
      requestTimeoutMs: 30_000,
      maxSockets: 50,
      handler: 'pod',
      podDefaults: { labels: {}, env: {} },
    });
  });

  it.each([
    [{ kubeconfg: '/x' }, ': Unrecognized key: "kubeconfg"'],
    [{ kubeconfig: 'config' }, 'kubeconfig: must be an absolute path; ${CONFIG_DIR} stands for the folder of the configuration'],
    [{ kubeconfigText: 'apiVersion: v1' }, 'kubeconfigText: must be the reference of a secret: env:NAME or file:PATH'],
    [
      { kubeconfig: '/a', server: 'https://k' },
      'server: kubeconfig is stated, too: keep one of kubeconfig, kubeconfigText, inCluster, server',
    ],
    [{ token: 'x' }, 'token: it does nothing without server: add that, or take this out'],
    [{ server: 'https://k', token: 'x', tokenFile: '/t' }, 'tokenFile: token is stated, too: keep one of them'],
    [{ server: 'https://k', context: 'dev' }, 'context: server has no contexts: take it out'],
    [{ inCluster: true, context: 'dev' }, 'context: inCluster has no contexts: take it out'],
    [
      { server: 'https://k', clientKeyFile: '/k' },
      'clientCertificateFile: a client certificate needs its key, and a key its certificate: state both',
    ],
    [{ caFile: '/a', caData: 'x' }, 'caData: caFile is stated, too: keep one of them'],
    [{ server: 'k:6443' }, 'server: must be an address like https://10.0.0.1:6443'],
    [
      { server: 'http://k.example.com' },
      'server: plain http shows the token to everybody in between: write https, or reach it on this machine',
    ],
    [{ proxy: 'socks5://p' }, 'proxy: must be an address like http://proxy.example.com:3128'],
    [{ namespace: 'Grid_1' }, 'namespace: must be a name of lower-case letters, digits and hyphens'],
    [{ namespaces: ['a', 'a'] }, 'namespaces: a namespace is named twice'],
    [{ connectTimeoutMs: 1 }, 'connectTimeoutMs: Too small: expected number to be >=100'],
    [{ prices: { vcpuHourUsd: -1 } }, 'prices.vcpuHourUsd: Too small: expected number to be >=0'],
    [{ prices: { cpuHourUsd: 1 } }, 'prices: Unrecognized key: "cpuHourUsd"'],
  ])('are refused with what is wrong, and where: %j', (settings, message) => {
    expect(refusal(settings)).toBe(message);
  });

  it('take plain http on this machine alone', () => {
    for (const host of ['localhost', '127.0.0.1:8001', '[::1]:8001']) expect(refusal({ server: `http://${host}` })).toBe('');
  });
});
