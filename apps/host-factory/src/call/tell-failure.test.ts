import { HostFactoryError, StoreError } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { tellFailure } from './tell-failure.js';

describe('what Host Factory is told about an error', () => {
  it('is the message of an error that was made for people', () => {
    expect(tellFailure(new StoreError('full', 'no space left'))).toBe('no space left');
    expect(tellFailure(new HostFactoryError('InvalidConfiguration', 'no folder'))).toBe('no folder');
  });

  it('is never the message of any other error: that may hold a secret', () => {
    for (const error of [
      new Error('key=canary-4711'),
      Object.assign(new Error('canary-4711'), { code: 'EIO' }),
      'canary-4711',
      { canary: 4711 },
    ]) {
      expect(tellFailure(error)).not.toContain('4711');
    }
    expect(tellFailure(Object.assign(new Error('x'), { code: 'EIO' }))).toBe('internal error (EIO). See the log, and report it.');
  });
});
