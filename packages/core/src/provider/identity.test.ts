import { describe, expect, it } from 'vitest';
import { sameIdentity } from './identity.js';

const ME = { account: '123', region: 'eu-west-1', principal: 'role/a' };

describe('an identity', () => {
  it.each([
    [{ ...ME, principal: 'role/b' }, true],
    [{ ...ME, principal: undefined }, true],
    [{ ...ME, account: '124' }, false],
    [{ ...ME, region: 'eu-west-2' }, false],
  ])('is the same as %j: %s', (other, same) => {
    expect(sameIdentity(ME, other)).toBe(same);
  });
});
