import { ERROR_CLASSES } from '@hostwright/core/provider';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLOUD_ERROR_CODES, CloudError, CloudFileError, ConnectionError } from '../cloud/errors.js';
import { ERROR_CODE_CLASSES } from './error-classes.js';
import { toProviderError } from './to-provider-error.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it.each(CLOUD_ERROR_CODES)(
  'gives %s its class and remedy, keeps the code, and stands in the README',
  { tags: ['mock.errors', 'simulated'] },
  (code) => {
    const error = toProviderError(new CloudError(code, 'why', { retryAfterMs: 5, ids: ['i-1'] }), 'RunInstances', 'create');
    const errorClass = ERROR_CODE_CLASSES[code];
    expect(error).toMatchObject({
      errorClass,
      remedy: ERROR_CLASSES[errorClass].remedy,
      effect: ERROR_CLASSES[errorClass].effect,
      code,
      retryAfterMs: 5,
      subject: 'i-1',
      message: 'RunInstances: why',
    });
    expect(README).toContain(`| \`${code}\` | ${errorClass} |`);
  },
);

/** What the network, the file or a mistake does to reads and writes. */
const FAILURES: Readonly<Record<string, readonly [cause: unknown, read: string, write: string]>> = {
  'a refused connection': [new ConnectionError('refused'), 'Unavailable', 'Unavailable'],
  'a connection that was reset': [new ConnectionError('reset'), 'Unavailable', 'OutcomeUnknown'],
  'a file that is busy': [new CloudFileError('unavailable', 'busy'), 'Unavailable', 'Unavailable'],
  'a file that is no cloud': [new CloudFileError('unusable', 'not ours'), 'InvalidSettings', 'InvalidSettings'],
  'a mistake of ours': [new TypeError('x is not a function'), 'ContractViolation', 'ContractViolation'],
};

it.each(Object.entries(FAILURES))('says what %s proves', (_what, [cause, read, write]) => {
  expect(toProviderError(cause, 'Some', 'read').errorClass).toBe(read);
  expect(toProviderError(cause, 'Some', 'create').errorClass).toBe(write);
  expect(toProviderError(cause, 'Some', 'delete').errorClass).toBe(write);
});
