import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../protocol-error.js';
import { MAX_INPUT_BYTES, MAX_INPUT_DEPTH, parseJsonText } from './json-text.js';

function refusalOf(text: string): ProtocolError {
  try {
    parseJsonText(text);
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('the text of an input file', { tags: ['hf.lenient-input', 'contract'] }, () => {
  it.each([
    ['an empty file', ''],
    ['white space alone', ' \n\t'],
    ['a byte order mark alone', '\uFEFF'],
    ['an empty object', '{\n}\n'],
  ])('is an empty object for %s', (_what, text) => {
    expect(parseJsonText(text)).toEqual({});
  });

  it('is read with a byte order mark, and with the tabs that Symphony writes', () => {
    expect(parseJsonText('\uFEFF{\n\t"requests":\t[{\n\t\t\t"requestId":\t"r-1"\n\t\t}]\n}')).toEqual({ requests: [{ requestId: 'r-1' }] });
  });

  it.each(['{"a":1', '{"a":"b', '{"a":', '[1,', '{', '{"a":1,\n'])('is refused as truncated when its end is missing: %s', (text) => {
    expect(refusalOf(text)).toMatchObject({ code: 'truncated', path: '$' });
  });

  it('is refused with line and column where the parser tells them', () => {
    expect(refusalOf('{\n  "a": "b" "c"\n}').message).toContain('not JSON at line 2, column 12');
  });

  it.each(['{"userData": hunter2}', '{"userData": "hunter2" "hunter2"}', '{"userData": "hunter2\n"}', '{"userData": "hunter2'])(
    'is refused without repeating what stands there: %s',
    (text) => {
      expect(refusalOf(text).message).not.toContain('hunter');
    },
  );

  it.each(['hello', '{a:1}', "{'a':1}", '{"a":1}{"b":2}', 'NaN', '<xml/>'])('is refused when it is no JSON: %s', (text) => {
    expect(refusalOf(text).code).toBe('not-json');
  });

  it('may be nested as deep as allowed and not one level deeper', () => {
    expect(parseJsonText(nested(MAX_INPUT_DEPTH))).toBeInstanceOf(Array);
    expect(refusalOf(nested(MAX_INPUT_DEPTH + 1)).code).toBe('too-deep');
  });

  it('is not taken for nested by brackets inside of text', () => {
    const text = JSON.stringify({ key: `${'[{'.repeat(200)} \\" ${'['.repeat(200)}` });
    expect(parseJsonText(text)).toEqual(JSON.parse(text));
  });

  it('is refused before anything is built from it when millions of lists are nested', () => {
    expect(refusalOf('['.repeat(8_000_000)).code).toBe('too-deep');
  });

  it('may be as large as allowed and no larger', () => {
    const filler = (length: number): string => `"${'x'.repeat(length - 2)}"`;
    expect(parseJsonText(filler(MAX_INPUT_BYTES))).toHaveLength(MAX_INPUT_BYTES - 2);
    expect(refusalOf(filler(MAX_INPUT_BYTES + 1))).toMatchObject({ code: 'too-large', path: '$' });
  });
});
