import { describe, expect, it } from 'vitest';
import { CloudError } from './cloud-client.js';
import { toProviderError } from './errors.js';

const refused = (code: string) => new CloudError(400, code, 'no', undefined);
const broken = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

describe('an error of the cloud', () => {
  it.each([
    ['InsufficientCapacity', 'Capacity', 'try-elsewhere'],
    ['QuotaExceeded', 'Quota', 'try-elsewhere'],
    ['ExpiredKey', 'Credentials', 'fix-account'],
    ['ClientTokenReused', 'Conflict', 'inspect-first'],
  ])('%s is %s: %s', (code, errorClass, remedy) => {
    expect(toProviderError(refused(code), 'CreateMachines', 'create')).toMatchObject({ errorClass, remedy, code });
  });

  it('that nobody documented may have happened after the work was done', () => {
    expect(toProviderError(refused('Brand.New'), 'CreateMachines', 'create').errorClass).toBe('OutcomeUnknown');
    expect(toProviderError(refused('Brand.New'), 'ListMachines', 'read').errorClass).toBe('Unavailable');
  });

  it('without an answer is harmless only where nothing can have been sent', () => {
    expect(toProviderError(broken('ECONNRESET'), 'CreateMachines', 'create').errorClass).toBe('OutcomeUnknown');
    expect(toProviderError(broken('ECONNREFUSED'), 'CreateMachines', 'create').errorClass).toBe('Unavailable');
  });
});
