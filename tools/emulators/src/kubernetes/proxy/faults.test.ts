import { describe, expect, it } from 'vitest';
import { readCall, type Call } from './call.js';
import { expire, refuse, throttle, type Fault, type Reply } from './faults.js';

const call = (method: string, target: string, body = ''): Call => readCall({ method, target, headers: {}, body });

function replyOf(fault: Fault, asked: Call): Reply {
  if (fault.kind !== 'answer') throw new Error(`${fault.kind} gives no answer`);
  return fault.answer(asked);
}

describe('an answer that no API server gave', { tags: ['proof.emulators', 'contract'] }, () => {
  it('is a Status, and tells its time in the details and in a header', () => {
    const refused = refuse({ code: 503, reason: 'ServiceUnavailable', message: 'etcd is away', retryAfterSeconds: 7 });
    const { status, headers, body } = replyOf(refused, call('GET', '/api/v1/pods'));
    expect([status, headers['retry-after']]).toEqual([503, '7']);
    expect(JSON.parse(body)).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'etcd is away',
      reason: 'ServiceUnavailable',
      details: { retryAfterSeconds: 7 },
      code: 503,
    });
  });

  it('is plain words when there are too many calls', () => {
    expect(replyOf(throttle(3), call('GET', '/api/v1/pods'))).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
  });

  it('tells a list that its place is too old, and offers the place without a version', () => {
    const token = Buffer.from('{"v":"meta.k8s.io/v1","rv":42,"start":"a/one\\u0000"}').toString('base64url');
    const { status, body } = replyOf(expire(), call('GET', `/api/v1/pods?limit=2&continue=${token}`));
    expect(status).toBe(410);
    const { metadata } = JSON.parse(body) as { readonly metadata: { readonly continue: string } };
    expect(JSON.parse(Buffer.from(metadata.continue, 'base64url').toString())).toEqual({
      v: 'meta.k8s.io/v1',
      rv: -1,
      start: 'a/one\0',
    });
  });
});
