import { describe, expect, it } from 'vitest';
import { configuredRegistry, freshNpmEnvironment } from './environment.js';

describe('the environment of a fresh npm', () => {
  it('keeps where the user’s settings are, and nothing of the npm that runs us', () => {
    const environment = {
      HOME: '/home/someone',
      npm_config_userconfig: '/home/someone/.npmrc',
      NPM_CONFIG_CAFILE: '/etc/ca.pem',
      npm_config_loglevel: 'silent',
      npm_config_prefix: '/usr',
      npm_package_name: 'hostwright',
      npm_lifecycle_event: 'test',
      UNSET: undefined,
    };
    expect(freshNpmEnvironment(environment)).toEqual({
      HOME: '/home/someone',
      npm_config_userconfig: '/home/someone/.npmrc',
      NPM_CONFIG_CAFILE: '/etc/ca.pem',
    });
  });
});

describe('the configured registry', () => {
  it('is an address', async () => {
    expect(await configuredRegistry()).toMatch(/^https?:\/\/[^\s]+$/);
  });
});
