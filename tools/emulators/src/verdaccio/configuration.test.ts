import { describe, expect, it } from 'vitest';
import { verdaccioConfiguration } from './configuration.js';
import { scopedNpmrc } from './npmrc.js';

describe('the local registry', () => {
  it('has no other registry behind it, and asks nobody who he is', () => {
    expect(JSON.parse(verdaccioConfiguration('/somewhere'))).toMatchObject({
      storage: '/somewhere/storage',
      uplinks: {},
      packages: { '**': { access: '$all', publish: '$all' } },
    });
  });

  it('gets the scopes that it is for, and nothing else', () => {
    const text = scopedNpmrc({ url: 'http://127.0.0.1:4873/', scopes: ['@hostwright', '@acme'], registry: 'https://registry.example/' });
    expect(text.split('\n')).toEqual([
      'registry=https://registry.example/',
      '@hostwright:registry=http://127.0.0.1:4873/',
      '@acme:registry=http://127.0.0.1:4873/',
      '//127.0.0.1:4873/:_authToken=none',
      '',
    ]);
  });
});
