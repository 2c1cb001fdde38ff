import { describe, expect, it } from 'vitest';
import { ERROR_CLASSES, isProviderError, ProviderError, type ProvenEffect, type ProviderErrorClass, type Remedy } from './errors.js';

/** Who acts next after each class, and what the class proves about the cloud. */
const EXPECTED: readonly (readonly [ProviderErrorClass, Remedy, ProvenEffect])[] = [
  ['Capacity', 'try-elsewhere', 'none'],
  ['Quota', 'try-elsewhere', 'none'],
  ['Throttled', 'retry-later', 'none'],
  ['Unavailable', 'retry-later', 'none'],
  ['OutcomeUnknown', 'inspect-first', 'unknown'],
  ['Credentials', 'fix-account', 'none'],
  ['PermissionDenied', 'fix-account', 'none'],
  ['InvalidTemplate', 'fix-template', 'none'],
  ['InvalidSettings', 'fix-settings', 'none'],
  ['NotFound', 'inspect-first', 'none'],
  ['Conflict', 'inspect-first', 'proven'],
  ['Unsupported', 'fix-template', 'none'],
  ['ContractViolation', 'report-bug', 'unknown'],
];

describe('a provider error', { tags: ['engine.errors.who-acts', 'real'] }, () => {
  it.each(EXPECTED)('%s: %s acts next, effect %s', (errorClass, remedy, effect) => {
    const error = new ProviderError(errorClass, 'message');
    expect(error).toMatchObject({ errorClass, remedy, effect, name: `${errorClass}Error`, message: 'message' });
  });

  it('has no class beside those', () => {
    expect(Object.keys(ERROR_CLASSES)).toEqual(EXPECTED.map(([errorClass]) => errorClass));
  });

  it('keeps the cloud’s code, the wait it asked for, the subject and the cause', () => {
    const cause = new Error('socket');
    const error = new ProviderError('Throttled', 'slow down', {
      code: 'RequestLimitExceeded',
      retryAfterMs: 5_000,
      subject: 'CreateFleet',
      cause,
    });
    expect(error).toMatchObject({ code: 'RequestLimitExceeded', retryAfterMs: 5_000, subject: 'CreateFleet', cause });
  });

  it('has no cause of its own making', () => {
    expect('cause' in new ProviderError('Quota', 'message')).toBe(false);
  });

  it('is recognised by its brand, also when another copy of core made it', { tags: ['plugins.two-cores', 'real'] }, () => {
    const fromAnotherCopy = { [Symbol.for('hostwright.ProviderError')]: true, errorClass: 'Quota' };
    expect(isProviderError(new ProviderError('Quota', 'message'))).toBe(true);
    expect(isProviderError(fromAnotherCopy)).toBe(true);
  });

  it.each([new Error('Quota'), { errorClass: 'Quota' }, 'Quota', null, undefined])('is none when it has no brand: %o', (value) => {
    expect(isProviderError(value)).toBe(false);
  });
});
