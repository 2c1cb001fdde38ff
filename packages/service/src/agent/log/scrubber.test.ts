import { assert, pre, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrubber } from './scrubber.js';

describe('the scrubber', () => {
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
