import { describe, expect, it } from 'vitest';
import { chooseProxy } from './no-proxy.js';

const PROXY = 'http://proxy:3128';
const target = (host: string, port?: number) => ({ host, port, secure: true });

describe('the choice of a proxy', { tags: ['aws.settings', 'simulated'] }, () => {
  it.each([
    ['*', 'anything.example.com', true],
    ['example.com', 'example.com', true],
    ['example.com', 'ec2.EXAMPLE.com', true],
    ['example.com', 'notexample.com', false],
    ['.example.com', 'ec2.example.com', true],
    ['.example.com', 'example.com', false],
    ['*.example.com', 'ec2.example.com', true],
    ['example.com:8080', 'example.com', false],
    ['10.0.0.1', '10.0.0.1', true],
    ['', 'example.com', false],
  ])('with NO_PROXY %s, for %s, goes past it: %s', (noProxy, host, direct) => {
    const choose = chooseProxy({ proxy: PROXY, noProxy: [] }, { NO_PROXY: noProxy });
    expect(choose(target(host))).toBe(direct ? undefined : PROXY);
    expect(chooseProxy({ proxy: PROXY, noProxy: noProxy === '' ? [] : [noProxy] }, {})(target(host))).toBe(direct ? undefined : PROXY);
  });

  it('never takes one to this machine or its metadata service', () => {
    const choose = chooseProxy({ proxy: PROXY, noProxy: [] }, {});
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]', '169.254.169.254', '169.254.170.2', '[fd00:ec2::254]']) {
      expect([host, choose(target(host))]).toEqual([host, undefined]);
    }
  });

  it('knows ports, and reads the variables in either case', () => {
    const choose = chooseProxy({ noProxy: [] }, { https_proxy: PROXY, http_proxy: 'http://other', no_proxy: 'a.test:8443 b.test' });
    expect(choose(target('a.test', 8443))).toBeUndefined();
    expect(choose(target('a.test', 443))).toBe(PROXY);
    expect(choose(target('b.test'))).toBeUndefined();
    expect(choose({ ...target('c.test'), secure: false })).toBe('http://other');
    expect(chooseProxy({ noProxy: [] }, {})(target('c.test'))).toBeUndefined();
  });
});
