import { describe, expect, it } from 'vitest';
import { broken, call, ENDED, machine, NOW_MS, requested, returned, told, trial } from './testing/plant.ts';

const served = [requested(2), told('req-1', 'complete', { a: 'succeed', b: 'succeed' })];
const drain = (machineId: string, gracePeriod = 0) =>
  call('getReturnRequests', {}, { requests: [{ machine: `host-${machineId}`, machineId, gracePeriod }] });

describe('an honest run', () => {
  it('is clean while machines serve', () => {
    expect(trial([machine('a'), machine('b')], served)).toEqual({
      clean: true,
      counts: { calls: 2, requests: 1, machinesEver: 2, machinesAlive: 2, foreignMachines: 0 },
      violations: [],
    });
  });

  it('is clean after they were returned', () => {
    const calls = [...served, returned(['a', 'b']), told('ret-1', 'complete', { a: 'succeed', b: 'succeed' })];
    expect(broken(trial([machine('a', ENDED), machine('b', ENDED)], calls))).toEqual([]);
  });

  it('may replace a machine that died', () => {
    const dead = machine('dead', { state: 'terminated', createdAtMs: NOW_MS - 90_000, endedAtMs: NOW_MS - 70_000 });
    expect(broken(trial([dead, machine('a'), machine('b')], served))).toEqual([]);
  });

  it('may still be on its way when it is not over', () => {
    const calls = [requested(1), requested(1, 'req-2'), told('req-1', 'running')];
    const machines = [machine('a'), machine('b', { request: 'req-2' }), machine('c', { request: 'unanswered' })];
    expect(broken(trial(machines, calls, { settled: false }))).toEqual([]);
  });
});

describe('leaked', { tags: ['proof.judge', 'real'] }, () => {
  it('is a machine that no answer tells of', () => {
    expect(broken(trial([machine('a'), machine('b'), machine('c', { request: 'req-9' })], [...served]))).toEqual(['leaked c']);
    expect(broken(trial([machine('a')], [requested(1), told('req-1', 'complete', {})]))).toEqual(['leaked a']);
    expect(broken(trial([machine('a')], [requested(1), told('req-1', 'complete_with_error')], { settled: false }))).toEqual(['leaked a']);
  });

  it('is a machine that was called failed and lives on', () => {
    const calls = [requested(2), told('req-1', 'complete_with_error', { a: 'succeed', b: 'fail' })];
    expect(broken(trial([machine('a'), machine('b')], calls))).toEqual(['leaked b']);
    expect(broken(trial([machine('a'), machine('b', { state: 'shutting-down', terminateOrderedAtMs: NOW_MS })], calls))).toEqual([]);
  });

  it('is a machine that was returned, by id or by name, and lives on at the end', () => {
    const byName = call('requestReturnMachines', { machines: [{ name: 'host-b' }] }, { requestId: 'ret-2', message: '' });
    const calls = [...served, returned(['a']), byName];
    expect(broken(trial([machine('a'), machine('b')], calls))).toEqual(['leaked a', 'leaked b']);
    expect(broken(trial([machine('a'), machine('b')], calls, { settled: false }))).toEqual([]);
  });

  it('is a volume or a group that serves nobody', () => {
    const { tags } = machine('a');
    const companions = [
      { id: 'vol-1', kind: 'volume', tags, machineId: 'a' },
      { id: 'vol-2', kind: 'volume', tags, machineId: undefined },
      { id: 'grp-1', kind: 'group', tags, machineId: undefined },
      { id: 'grp-2', kind: 'group', tags: machine('x', { request: 'req-2' }).tags, machineId: undefined },
    ] as const;
    expect(broken(trial([], served, { cloud: { machines: [machine('a'), machine('b')], companions } }))).toEqual([
      'leaked-companion vol-2',
      'leaked-companion grp-2',
    ]);
  });
});

describe('doubled', { tags: ['proof.judge', 'real'] }, () => {
  it('is a request with more machines at once than it asked for, also when they are gone by now', () => {
    const calls = [requested(1), told('req-1', 'complete', { a: 'succeed' })];
    expect(broken(trial([machine('a'), machine('b', ENDED)], calls))).toEqual(['doubled req-1']);
    expect(broken(trial([machine('a'), machine('b', { units: 4, ...ENDED })], [requested(4), ...calls.slice(1)]))).toEqual([
      'doubled req-1',
    ]);
  });

  it('is not surplus that is given back in time, where that is allowed', () => {
    const calls = [requested(1), told('req-1', 'complete', { a: 'succeed' })];
    const machines = [machine('a'), machine('b', { ...ENDED, terminateOrderedAtMs: NOW_MS - 55_000 })];
    expect(broken(trial(machines, calls, { surplusGraceMs: 5_000 }))).toEqual([]);
    expect(broken(trial(machines, calls, { surplusGraceMs: 4_999 }))).toEqual(['doubled req-1']);
    const kept = [machine('a'), machine('b')];
    expect(broken(trial(kept, calls, { surplusGraceMs: 600_000 }))).toEqual(['leaked b', 'doubled req-1']);
  });

  it('is a request that hands over more than it was asked for', () => {
    const calls = [requested(1), told('req-1', 'complete', { a: 'succeed', b: 'succeed' })];
    expect(broken(trial([machine('a'), machine('b')], calls))).toContain('doubled req-1');
  });

  it('is a template above its announced maximum', () => {
    const templates = call('getAvailableTemplates', {}, { templates: [{ templateId: 'small', maxNumber: 1 }] });
    expect(broken(trial([machine('a'), machine('b')], [templates, ...served]))).toEqual(['over-maximum small']);
    const unlimited = call('getAvailableTemplates', {}, { templates: [{ templateId: 'small', maxNumber: -1 }] });
    expect(broken(trial([machine('a'), machine('b')], [unlimited, ...served]))).toEqual([]);
  });

  it('is one call that became two requests', () => {
    const calls = [requested(1, 'req-1', { callId: 'c' }), requested(1, 'req-2', { callId: 'c' })];
    expect(broken(trial([], calls))).toEqual(['repeated-call c']);
  });
});

describe('lost', { tags: ['proof.judge', 'real'] }, () => {
  it('is an acknowledged request that is denied later', () => {
    const calls = [requested(1), told('req-1', 'complete_with_error', {}, 'This request is not known here.')];
    expect(broken(trial([], calls))).toEqual(['lost-acknowledgement req-1']);
    expect(broken(trial([], [requested(1), told('req-1', 'complete_with_error', {}, 'Request failed: no capacity')]))).toEqual([]);
  });

  it('is an acknowledged request that an answer leaves out', () => {
    const silent = call('getRequestStatus', { requests: { requestId: 'req-1' } }, { requests: [] });
    expect(broken(trial([], [requested(1), silent]))).toEqual(['lost-acknowledgement req-1']);
  });

  it('is an answer that changes after the end, and a request that never ends', () => {
    const calls = [requested(1), told('req-1', 'complete', { a: 'succeed' }), told('req-1', 'complete_with_error', { a: 'fail' })];
    expect(broken(trial([machine('a', ENDED)], calls))).toEqual(['changed-answer req-1']);
    expect(broken(trial([], [requested(1), told('req-1', 'running')]))).toEqual(['unfinished req-1']);
  });
});

describe('gone and drained', () => {
  it('is not said of a machine that the cloud still has', () => {
    const calls = [...served, returned(['a']), told('ret-1', 'complete', { a: 'succeed' })];
    const late = machine('a', { ...ENDED, endedAtMs: NOW_MS + 1 });
    expect(broken(trial([late, machine('b')], calls))).toEqual(['gone-while-alive a']);
  });

  it('needs a notice or an end', () => {
    expect(broken(trial([machine('a'), machine('b')], [...served, drain('a')]))).toEqual(['drained-without-reason a']);
    const noticed = machine('a', { reclaimNoticedAtMs: NOW_MS - 20_000, reclaimDeadlineAtMs: NOW_MS + 100_000 });
    expect(broken(trial([noticed, machine('b')], [...served, drain('a', 99)]))).toEqual([]);
    expect(broken(trial([noticed, machine('b')], [...served, drain('a', 120)]))).toEqual(['drained-without-reason a']);
    const ended = machine('a', { state: 'terminated', endedAtMs: NOW_MS - 5_000 });
    expect(broken(trial([ended, machine('b')], [...served, drain('a')]))).toEqual([]);
  });
});

describe('foreign machines', () => {
  it('are nobody’s to end', () => {
    const mine = [machine('a'), machine('b')];
    expect(broken(trial([...mine, machine('f', { deployment: 'other', request: 'req-9', ...ENDED })], served))).toEqual([
      'foreign-touched f',
    ]);
    expect(broken(trial([...mine, machine('f', { tags: new Map() })], served))).toEqual([]);
    expect(broken(trial([...mine], served, { deployments: ['other'] }))).toEqual([]);
  });
});

describe('answers', () => {
  it.each([
    ['no document', { answer: undefined }],
    ['a list', { answer: [] }],
    ['an unknown exit code', { exitCode: 137 }],
    ['a failure without a message', { exitCode: 1, answer: {} }],
    ['a failure with a request id', { exitCode: 1, answer: { message: 'no', requestId: 'req-7' } }],
  ])('are malformed: %s', (_what, changes) => {
    expect(broken(trial([], [call('requestMachines', {}, {}, changes)]))).toEqual(['malformed-answer 1']);
  });

  it('of a killed call are nobody’s fault', () => {
    expect(broken(trial([], [call('requestMachines', {}, undefined, { exitCode: undefined })]))).toEqual([]);
  });
});
