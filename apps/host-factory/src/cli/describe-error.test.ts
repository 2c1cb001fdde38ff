import { HostFactoryError, ProviderError, StoreError } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { REMEDY_EXIT_CODES } from '../exit-codes.js';
import { CommandError } from './command-error.js';
import { describeError } from './describe-error.js';

describe('what a person is told about an error', () => {
  it.each([
    [new CommandError('usage', 'wrong'), 2],
    [new CommandError('try-elsewhere', 'full'), REMEDY_EXIT_CODES['try-elsewhere']],
    [new StoreError('busy', 'locked'), REMEDY_EXIT_CODES['retry-later']],
    [new StoreError('corrupt', 'no store'), REMEDY_EXIT_CODES['fix-settings']],
    [new HostFactoryError('RequestNotFound', 'none'), REMEDY_EXIT_CODES['fix-template']],
    [new HostFactoryError('ProviderNotInstalled', 'none'), REMEDY_EXIT_CODES['fix-settings']],
    [new ProviderError('Credentials', 'expired'), REMEDY_EXIT_CODES['fix-account']],
    [new ProviderError('OutcomeUnknown', 'no answer'), REMEDY_EXIT_CODES['inspect-first']],
  ])('%s ends with %i', (error, exitCode) => {
    expect(describeError(error)).toEqual({ text: error.message, exitCode });
  });

  it('is one line, whatever the message holds', () => {
    expect(describeError(new CommandError('fix-settings', 'first\n  second\r\nthird')).text).toBe('first second third');
  });

  it('is a defect of ours when nobody made the error for people', () => {
    const { text, exitCode } = describeError(new TypeError('x is not a function'));
    expect(exitCode).toBe(REMEDY_EXIT_CODES['report-bug']);
    expect(text).toMatch(/^Internal error, please report it: TypeError: x is not a function \(at /);
    expect(describeError('thrown text')).toEqual({ text: 'Internal error, please report it: thrown text', exitCode });
  });
});
