import { describe, expect, it } from 'vitest';
import { Activity } from './activity.js';

const idle = (): Promise<boolean> => Promise.resolve(true);
const busy = (): Promise<boolean> => Promise.resolve(false);

describe('the end of an agent that has nothing to do', { tags: ['agent.on-demand', 'real'] }, () => {
  it('comes once nothing was open for long enough', async () => {
    const activity = new Activity(5_000);
    expect(await activity.tryEnd(idle, 1_000)).toBe(false);
    expect(await activity.tryEnd(idle, 5_999)).toBe(false);
    expect(activity.ending).toBe(false);
    expect(await activity.tryEnd(idle, 6_000)).toBe(true);
    expect(activity.ending).toBe(true);
  });

  it('is put off by work', async () => {
    const activity = new Activity(5_000);
    await activity.tryEnd(idle, 1_000);
    await activity.tryEnd(busy, 4_000);
    expect(await activity.tryEnd(idle, 7_000)).toBe(false);
    expect(await activity.tryEnd(idle, 12_000)).toBe(true);
  });

  it('does not come while a call is answered, and the time runs anew after it', async () => {
    const activity = new Activity(0);
    const call = Promise.withResolvers<void>();
    const answered = activity.during(() => call.promise);
    expect(await activity.tryEnd(idle, 1_000)).toBe(false);
    call.resolve();
    await answered;
    expect(await activity.tryEnd(idle, 2_000)).toBe(true);
  });

  it('loses no wake-up: one that comes while idleness is looked at keeps the agent alive', async () => {
    const activity = new Activity(0);
    const wokenMeanwhile = async (): Promise<boolean> => {
      expect(activity.wake()).toBe(true);
      return true;
    };
    expect(await activity.tryEnd(wokenMeanwhile, 1_000)).toBe(false);
    expect(activity.ending).toBe(false);
  });

  it('tells whoever wakes too late that nobody will look', async () => {
    const activity = new Activity(0);
    await activity.tryEnd(idle, 1_000);
    expect(activity.wake()).toBe(false);
    const stopped = new Activity(5_000);
    stopped.end();
    expect(stopped.wake()).toBe(false);
  });
});
