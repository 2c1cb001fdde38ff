import { describe, expect, it } from 'vitest';
import { recordEnd } from '../testing/recorded-end.js';
import { createOneDocument } from './one-document.js';

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

describe('the one document', { tags: ['hf.one-document', 'real'] }, () => {
  it('is printed with a line break, and the process ends with its code', () => {
    const end = recordEnd();
    createOneDocument(end).endWith('{"message":"no"}', 1);
    expect(end.text()).toBe('{"message":"no"}\n');
    expect(end.exitCodes).toEqual([1]);
  });

  it('is the first: a second one is not printed and ends nothing', () => {
    const end = recordEnd();
    const document = createOneDocument(end);
    document.endWith('{"a":1}', 0);
    document.endWith('{"b":2}', 1);
    expect(end.text()).toBe('{"a":1}\n');
    expect(end.exitCodes).toEqual([0]);
  });

  it('is printed whole to a pipe that takes a few bytes at a time, and nothing now and then', () => {
    let turn = 0;
    const end = recordEnd(() => {
      turn += 1;
      if (turn % 3 === 0) throw systemError('EAGAIN');
      return 1;
    });
    createOneDocument(end).endWith('{"requestId":"r-1"}', 0);
    expect(end.text()).toBe('{"requestId":"r-1"}\n');
    expect(end.exitCodes).toEqual([0]);
  });

  it.each(['EPIPE', 'ENOSPC', 'EBADF'])('ends with 1 when stdout refuses it with %s', (code) => {
    const end = recordEnd(() => {
      throw systemError(code);
    });
    createOneDocument(end).endWith('{}', 0);
    expect(end.exitCodes).toEqual([1]);
  });
});
