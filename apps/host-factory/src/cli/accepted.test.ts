import { HostFactoryError } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { REMEDY_EXIT_CODES } from '../exit-codes.js';
import { afterAcceptance } from './accepted.js';
import { CommandError } from './command-error.js';
import { describeError } from './describe-error.js';

describe('what fails after a request was accepted', { tags: ['cli.errors', 'real'] }, () => {
  it('ends with 7: look first, and do not ask again', async () => {
    const failed = afterAcceptance('req-1', () =>
      Promise.reject(new HostFactoryError('InvalidConfiguration', 'The runtime folder /run/x belongs to user id 0.')),
    );
    const error: unknown = await failed.catch((reason: unknown) => reason);
    expect(describeError(error)).toEqual({
      code: 'request-accepted-then-failed',
      exitCode: REMEDY_EXIT_CODES['inspect-first'],
      text: 'req-1 was accepted and stays so, but then: The runtime folder /run/x belongs to user id 0. Follow it with "host-factory requests show req-1"; do not ask again.',
    });
  });

  it('stays what it is when it only took too long, or was interrupted', async () => {
    for (const code of ['request-still-open', 'interrupted'] as const) {
      await expect(afterAcceptance('req-1', () => Promise.reject(new CommandError(code, 'x')))).rejects.toMatchObject({ code });
    }
  });
});
