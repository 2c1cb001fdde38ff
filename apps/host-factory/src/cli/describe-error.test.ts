import { HostFactoryError, ProviderError, StoreError } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { REMEDY_EXIT_CODES } from '../exit-codes.js';
import { CommandError } from './command-error.js';
import { describeError } from './describe-error.js';

describe('what a person is told about an error', { tags: ['cli.errors', 'real'] }, () => {
  it.each([
    [new CommandError('usage-needs-answer', 'wrong'), 'usage-needs-answer', 2],
    [new CommandError('template-maximum-reached', 'full'), 'template-maximum-reached', REMEDY_EXIT_CODES['try-elsewhere']],
    [new StoreError('busy', 'locked'), 'store-busy', REMEDY_EXIT_CODES['retry-later']],
    [new StoreError('corrupt', 'no store'), 'store-corrupt', REMEDY_EXIT_CODES['fix-settings']],
    [new HostFactoryError('RequestNotFound', 'none'), 'request-not-found', REMEDY_EXIT_CODES['fix-template']],
    [new HostFactoryError('ProviderNotInstalled', 'none'), 'provider-not-installed', REMEDY_EXIT_CODES['fix-settings']],
    [new ProviderError('Credentials', 'expired'), 'cloud-credentials', REMEDY_EXIT_CODES['fix-account']],
    [new ProviderError('OutcomeUnknown', 'no answer'), 'cloud-outcome-unknown', REMEDY_EXIT_CODES['inspect-first']],
  ])('%s has the code %s and ends with %i', (error, code, exitCode) => {
    expect(describeError(error)).toEqual({ text: error.message, code, exitCode });
  });

  it('is one line, whatever the message holds', () => {
    expect(describeError(new CommandError('init-not-written', 'first\n  second\r\nthird')).text).toBe('first second third');
  });

  it('cannot steer the terminal', () => {
    expect(describeError(new CommandError('machine-unknown', 'red \u001b[31m and \u009b0m')).text).toBe('red  [31m and  0m');
  });

  it.each([
    ['EACCES', 'file-refused', REMEDY_EXIT_CODES['fix-settings'], '/srv/x: permission denied (EACCES). '],
    ['ENOSPC', 'disk-full', REMEDY_EXIT_CODES['fix-settings'], '/srv/x: no space is left (ENOSPC). '],
    ['EMFILE', 'too-many-open-files', REMEDY_EXIT_CODES['retry-later'], '/srv/x: too many files are open (EMFILE). '],
  ])('is no defect when the operating system refuses with %s', (errno, code, exitCode, beginning) => {
    const error = Object.assign(new Error(`${errno}: raw words, open '/srv/x'`), { code: errno, path: '/srv/x', syscall: 'open' });
    const report = describeError(error);
    expect(report).toMatchObject({ code, exitCode });
    expect(report.text.startsWith(beginning)).toBe(true);
  });

  it('is a defect of ours when nobody made the error for people', () => {
    const { text, exitCode } = describeError(new TypeError('x is not a function'));
    expect(exitCode).toBe(REMEDY_EXIT_CODES['report-bug']);
    expect(text).toMatch(/^Internal error, please report it: TypeError: x is not a function \(at /);
    expect(describeError('thrown text')).toEqual({
      text: 'Internal error, please report it: thrown text',
      code: 'internal-error',
      exitCode,
    });
  });
});
