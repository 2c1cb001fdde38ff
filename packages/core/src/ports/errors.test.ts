import { describe, expect, it } from 'vitest';
import type { Remedy } from '../provider/errors.js';
import { HostFactoryError, isHostFactoryError, type HostFactoryErrorCode } from './errors.js';

describe('an error of core', { tags: ['engine.errors.who-acts', 'real'] }, () => {
  it.each<[HostFactoryErrorCode, Remedy]>([
    ['ProviderNotInstalled', 'fix-settings'],
    ['ProviderConflict', 'fix-settings'],
    ['ProviderLoadFailed', 'report-bug'],
    ['ProviderNotAllowed', 'fix-settings'],
    ['UnsupportedSpecification', 'fix-settings'],
    ['InvalidConfiguration', 'fix-settings'],
    ['RequestNotFound', 'fix-template'],
    ['RequestState', 'fix-template'],
  ])('%s says that %s comes next', (code, remedy) => {
    const cause = new Error('why');
    expect(new HostFactoryError(code, 'message', { cause })).toMatchObject({
      code,
      remedy,
      cause,
      name: `${code}Error`,
      message: 'message',
    });
  });

  it('is recognised by its brand, also when another copy of core made it', () => {
    expect(isHostFactoryError(new HostFactoryError('RequestState', 'message'))).toBe(true);
    expect(isHostFactoryError({ [Symbol.for('hostwright.HostFactoryError')]: true })).toBe(true);
    expect([new Error('x'), { code: 'RequestState' }, null, 'x'].some(isHostFactoryError)).toBe(false);
  });
});
