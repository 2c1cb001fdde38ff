import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordEnd } from '../testing/recorded-end.js';
import { type Guard, guardProcess } from './guard.js';
import { createOneDocument } from './one-document.js';

describe('a guarded call', { tags: ['hf.deadline', 'real'] }, () => {
  let guard: Guard;
  const end = { current: recordEnd() };
  beforeEach(() => {
    vi.useFakeTimers();
    end.current = recordEnd();
    guard = guardProcess(createOneDocument(end.current), (message) => JSON.stringify({ message }));
  });
  afterEach(() => {
    guard.release();
    vi.useRealTimers();
  });

  it('is told to stop waiting, and goes on', () => {
    vi.advanceTimersByTime(24_999);
    expect(guard.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(guard.signal.aborted).toBe(true);
    expect(end.current.exitCodes).toEqual([]);
  });

  it('answers by itself long before Host Factory gives up', () => {
    vi.advanceTimersByTime(30_000);
    expect(JSON.parse(end.current.text())).toEqual({ message: 'no answer within 30 s. Ask again; see the log.' });
    expect(end.current.exitCodes).toEqual([1]);
  });

  it('answers when nothing is left that could', () => {
    process.emit('beforeExit', 0);
    expect(JSON.parse(end.current.text())).toEqual({ message: expect.stringMatching(/^ended without an answer/) });
  });

  it('is not spoken for any more once it was released', () => {
    guard.release();
    vi.advanceTimersByTime(60_000);
    process.emit('beforeExit', 0);
    expect(end.current.text()).toBe('');
  });
});
