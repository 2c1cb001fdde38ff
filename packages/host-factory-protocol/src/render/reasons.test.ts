import { describe, expect, it } from 'vitest';
import { aReason } from '../testing/builders.js';
import { CODE_OF_REASON, errorCodeOf, LSF_BACK_OFF_CODES } from './reasons.js';

describe('the error code that LSF is told', { tags: ['hf.request.lsf-error-code', 'contract'] }, () => {
  it('is the cloud’s own', () => {
    expect(errorCodeOf([aReason({ code: 'InsufficientHostCapacity' })])).toBe('InsufficientHostCapacity');
    expect(errorCodeOf([aReason({ reason: 'PermissionDenied', code: 'AccessDenied' })])).toBe('AccessDenied');
  });

  it('follows from our class when the cloud gave none', () => {
    expect(errorCodeOf([aReason({ code: undefined })])).toBe('InsufficientInstanceCapacity');
    expect(errorCodeOf([aReason({ reason: 'Credentials' })])).toBe('AuthFailure');
  });

  it('is one that makes LSF back off whenever capacity or quota is lacking, whatever the cloud calls it', () => {
    for (const reason of ['Capacity', 'Quota']) {
      for (const code of [undefined, 'ZONE_RESOURCE_POOL_EXHAUSTED', 'VcpuLimitExceeded']) {
        expect(LSF_BACK_OFF_CODES).toContain(errorCodeOf([aReason({ reason, code })]));
      }
    }
  });

  it('is that of the lacking capacity where there are several reasons', () => {
    expect(errorCodeOf([aReason({ reason: 'Unsupported' }), aReason()])).toBe('InsufficientInstanceCapacity');
  });

  it('is none for reasons of our own', () => {
    expect(errorCodeOf([])).toBeUndefined();
    expect(errorCodeOf([aReason({ reason: 'MachineLost' }), aReason({ reason: 'constructor' })])).toBeUndefined();
  });

  it('never lets LSF back off for anything but capacity and quota', () => {
    const backingOff = Object.keys(CODE_OF_REASON).filter((reason) => LSF_BACK_OFF_CODES.has(CODE_OF_REASON[reason] ?? ''));
    expect(backingOff).toEqual(['Capacity', 'Quota']);
  });
});
