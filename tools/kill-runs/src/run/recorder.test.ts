import { describe, expect, it } from 'vitest';
import { inOrder, type RecordedCall } from './recorder.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };

function told(callId: string, status: string, startedAtMs: number, endedAtMs: number): RecordedCall {
  const answer = { requests: [{ requestId: 'req-1', status, machines: [] }] };
  return { call: 'getRequestStatus', input: {}, answer, exitCode: 0, callId, startedAtMs, endedAtMs };
}

describe('the order of recorded calls', TAGS, () => {
  it('puts an answer that was overtaken by the end before it', () => {
    const calls = [told('b', 'complete', 12, 15), told('a', 'running', 10, 20)];
    expect(inOrder(calls).map(({ callId }) => callId)).toEqual(['a', 'b']);
  });

  it('leaves an answer that began after the end where it is: that one is wrong', () => {
    const calls = [told('a', 'complete', 12, 15), told('b', 'running', 16, 20)];
    expect(inOrder(calls).map(({ callId }) => callId)).toEqual(['a', 'b']);
  });
});
