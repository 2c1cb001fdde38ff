import { describe, expect, it } from 'vitest';
import { proxyFor } from './no-proxy.js';

const choose = (
  server: string,
  wish: { proxy?: string; noProxy?: readonly string[]; environment?: Record<string, string> } = {},
): string | undefined => proxyFor(new URL(server), { proxy: wish.proxy, noProxy: wish.noProxy ?? [], environment: wish.environment ?? {} });

describe('the proxy of a connection', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('is the named one, else the environment’s, in either case', () => {
    const environment = { HTTPS_PROXY: 'http://e:1', https_proxy: 'http://other:1' };
    expect(choose('https://k.example.com')).toBeUndefined();
    expect(choose('https://k.example.com', { environment })).toBe('http://e:1');
    expect(choose('https://k.example.com', { environment: { https_proxy: 'http://l:1' } })).toBe('http://l:1');
    expect(choose('https://k.example.com', { proxy: 'http://p:1', environment })).toBe('http://p:1');
  });

  it('is none for this machine', () => {
    for (const server of ['https://localhost:6443', 'https://127.0.0.1:6443', 'https://[::1]:6443'])
      expect(choose(server, { proxy: 'http://p:1' })).toBeUndefined();
  });

  it.each([
    ['https://k.example.com', 'example.com', true],
    ['https://example.com', '.example.com', false],
    ['https://k.example.com', '*.example.com', true],
    ['https://badexample.com', 'example.com', false],
    ['https://k.example.com:6443', 'k.example.com:6443', true],
    ['https://k.example.com:6443', 'k.example.com:443', false],
    ['https://10.96.0.1', '10.0.0.0/8', true],
    ['https://11.96.0.1', '10.0.0.0/8', false],
    ['https://[fd00::1]', 'fd00::/8', true],
    ['https://[fd00::1]', 'fd00::1', true],
    ['https://10.96.0.1', '10.0.0.0/99', false],
    ['https://10.96.0.1', 'x/8', false],
    ['https://k.example.com', '*', true],
  ])('is none for %s where %s is excepted: %s', (server, entry, direct) => {
    expect(choose(server, { proxy: 'http://p:1', noProxy: [entry] })).toBe(direct ? undefined : 'http://p:1');
    expect(choose(server, { proxy: 'http://p:1', environment: { NO_PROXY: `a.invalid, ${entry}` } })).toBe(
      direct ? undefined : 'http://p:1',
    );
  });
});
