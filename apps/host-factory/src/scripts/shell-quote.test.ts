import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellQuote, shellWord } from './shell-quote.js';

const TEXTS = ['/etc/hostwright', 'a b', "it's", '$HOME', '`x`', '~', '*', '', '-', 'a;b', 'a\\b', 'a\nb', 'ü'];

describe.each([shellQuote, shellWord])('%o', (quote) => {
  it.each(TEXTS)('makes one word of %j', (text) => {
    expect(execFileSync('/bin/sh', ['-c', `printf '<%s>' ${quote(text)}`], { encoding: 'utf8' })).toBe(`<${text}>`);
  });
});

it('a plain path is shown to people as it is', () => {
  expect(shellWord('/etc/hostwright/prod-1.0_a')).toBe('/etc/hostwright/prod-1.0_a');
});
