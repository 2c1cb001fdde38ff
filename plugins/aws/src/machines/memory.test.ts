import { describe, expect, it } from 'vitest';
import { testSession } from '../session/testing/test-session.js';
import { memoryOf } from './memory.js';
import { createNotices, spotNotice } from './notices.js';

const place = (zone: string) => ({ zone, group: undefined });

describe('what a process remembers of AWS', { tags: ['aws.sweep', 'contract'] }, () => {
  it('forgets machines that a listing did not show, but not those that came while it was made', () => {
    const memory = memoryOf(testSession('http://127.0.0.1:9').session);
    memory.rememberMachine('i-old', place('a'));
    memory.rememberMachine('i-kept', place('a'));
    const end = memory.beginListing();
    memory.rememberMachine('i-kept', place('a'));
    memory.rememberMachine('i-new', place('b'));
    end();
    expect([...memory.machinesByZone()]).toEqual([
      ['a', ['i-kept']],
      ['b', ['i-new']],
    ]);
    expect(memory.machinesEnded).toBe(true);
  });

  it('knows of a machine of which nobody says where it is', () => {
    const memory = memoryOf(testSession('http://127.0.0.1:9').session);
    const nowhere = { zone: undefined, group: undefined };
    memory.rememberMachine('i-1', nowhere);
    expect(memory.placeOf('i-1')).toEqual(nowhere);
    memory.rememberMachine('i-1', place('a'));
    expect(memory.placeOf('i-1')).toEqual(place('a'));
  });

  it('keeps a group that a listing may still hide', () => {
    const { session, context } = testSession('http://127.0.0.1:9');
    const memory = memoryOf(session);
    memory.rememberGroup({ ref: 'fleet-1', kind: 'fleet' });
    memory.keepGroups('fleet', new Set());
    expect(memory.groupsOf('fleet')).toEqual(['fleet-1']);
    context.shiftMs += 11 * 60_000;
    memory.keepGroups('auto-scaling-group', new Set());
    memory.keepGroups('fleet', new Set(['fleet-1']));
    expect(memory.groupsOf('fleet')).toEqual(['fleet-1']);
    memory.keepGroups('fleet', new Set());
    expect(memory.groupsOf('fleet')).toEqual([]);
  });

  it('shares nothing between sessions', () => {
    const [one, two] = [testSession('http://127.0.0.1:9').session, testSession('http://127.0.0.1:9').session];
    memoryOf(one).rememberMachine('i-1', place('a'));
    expect([memoryOf(one).placeOf('i-1')?.zone, memoryOf(two).placeOf('i-1')]).toEqual(['a', undefined]);
  });
});

describe('notices of AWS', { tags: ['aws.reclaim', 'contract'] }, () => {
  it('keep the first of a machine: its deadline is what AWS promised', () => {
    const notices = createNotices();
    notices.remember('i-1', spotNotice(1_000));
    notices.remember('i-1', spotNotice(9_000));
    expect(notices.of('i-1')).toEqual({ reason: 'spot', noticedAtMs: 1_000, deadlineAtMs: 121_000 });
  });

  it('put an interruption over a recommendation, and not the other way round', () => {
    const notices = createNotices();
    notices.remember('i-1', { ...spotNotice(1_000), reason: 'eviction' });
    notices.remember('i-1', spotNotice(2_000));
    notices.remember('i-1', { ...spotNotice(3_000), reason: 'eviction' });
    expect(notices.of('i-1')).toEqual(spotNotice(2_000));
  });

  it('are forgotten a while after their deadline', () => {
    const notices = createNotices();
    notices.remember('i-1', spotNotice(0));
    notices.expire(120_000);
    expect(notices.of('i-1')).toBeDefined();
    notices.expire(3_600_000);
    expect(notices.of('i-1')).toBeUndefined();
  });

  it('take no more room than a bounded number of machines, however many a queue names', () => {
    const notices = createNotices();
    for (let index = 0; index < 25_000; index += 1) notices.remember(`i-${index}`, spotNotice(index));
    expect([notices.of('i-0'), notices.of('i-24999') === undefined]).toEqual([undefined, false]);
  });
});
