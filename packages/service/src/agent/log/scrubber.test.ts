import { assert, pre, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrubber } from './scrubber.js';

describe('the scrubber', { tags: ['hf.secrets', 'agent.logs-scrubbed', 'real'] }, () => {
  it('replaces a secret as it is, inside JSON and as base64', () => {
    const scrubber = createScrubber();
    const secret = 'wJalr"XUtn\nFEMI/K7MDENG';
    scrubber.add(secret);
    expect(scrubber.clean(`${secret} ${JSON.stringify({ secret })}`)).toBe('[redacted] {"secret":"[redacted]"}');
    expect(scrubber.clean(Buffer.from(secret).toString('base64'))).toMatch(/^\[redacted\]=*$/);
  });

  it('knows user data that ends with a line break by its base64, too', () => {
    const scrubber = createScrubber();
    const userData = '#!/bin/sh\necho hello\n';
    scrubber.add(userData);
    expect(scrubber.clean(Buffer.from(userData).toString('base64'))).toMatch(/^\[redacted\]=*$/);
  });

  it.each([
    ['within base64 of more than itself', (secret: string) => Buffer.from(`user:${secret}`).toString('base64')],
    ['within base64, one byte on', (secret: string) => Buffer.from(`a${secret}cd`).toString('base64')],
    ['in base64 for URLs', (secret: string) => Buffer.from(`x${secret}`).toString('base64url')],
    ['in a URL', (secret: string) => `https://cloud.example/?key=${encodeURIComponent(secret)}`],
    ['in a form', (secret: string) => new URLSearchParams({ secret }).toString()],
    ['in hexadecimal', (secret: string) => Buffer.from(secret).toString('hex')],
    ['in JSON that was quoted once more', (secret: string) => JSON.stringify(JSON.stringify({ secret }))],
  ])('knows a secret %s', (_, write) => {
    const scrubber = createScrubber();
    const secret = 'p4ss "word"/+& of 31 characters';
    scrubber.add(secret);
    const cleaned = scrubber.clean(write(secret));
    expect(cleaned).toContain('[redacted]');
    expect(cleaned).not.toMatch(/p4ss|word|cDRzc|characters|703473/);
    expect(cleaned.length).toBeLessThan(50);
  });

  it('leaves nothing of a secret that holds another one', () => {
    const scrubber = createScrubber();
    scrubber.add('inner-secret');
    scrubber.add('outer-inner-secret-outer');
    expect(scrubber.clean('outer-inner-secret-outer')).toBe('[redacted]');
  });

  it('takes a secret that is learnt after something was written', () => {
    const scrubber = createScrubber();
    scrubber.add('first-secret');
    expect(scrubber.clean('first-secret second-secret')).toBe('[redacted] second-secret');
    scrubber.add('second-secret');
    expect(scrubber.clean('first-secret second-secret')).toBe('[redacted] [redacted]');
  });

  it('passes over what is too short to be told from common text', () => {
    const scrubber = createScrubber();
    scrubber.add('info');
    expect(scrubber.clean('{"level":"info"}')).toBe('{"level":"info"}');
  });

  it('lets no secret through, whatever it is and wherever it stands', () => {
    assert(
      property(string({ minLength: 8, unit: 'binary' }), string(), string(), (secret, before, after) => {
        pre(secret.trim().length >= 8 && !'[redacted]'.includes(secret.trim()));
        const scrubber = createScrubber();
        scrubber.add(secret);
        expect(scrubber.clean(JSON.stringify({ before, secret, after }))).not.toContain(JSON.stringify(secret.trim()).slice(1, -1));
      }),
    );
  });
});
