import { describe, expect, it } from 'vitest';
import { createAgenda } from './agenda.ts';

describe('the agenda', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('runs what is due in order of time, and what that adds', () => {
    const agenda = createAgenda();
    const ran: string[] = [];
    agenda.at(20, () => ran.push('b'));
    agenda.at(10, () => {
      ran.push('a');
      expect(agenda.asOfMs).toBe(10);
      agenda.at(15, () => ran.push('added'));
      agenda.at(99, () => ran.push('later'));
    });
    agenda.at(20, () => ran.push('c'));
    agenda.runDue(9);
    expect(ran).toEqual([]);
    agenda.runDue(50);
    expect(ran).toEqual(['a', 'added', 'b', 'c']);
    expect(agenda.asOfMs).toBeUndefined();
    agenda.runDue(99);
    expect(ran.at(-1)).toBe('later');
  });
});
