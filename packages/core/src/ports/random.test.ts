import { describe, expect, it } from 'vitest';
import { newId, systemRandom } from './random.js';

describe("the operating system's randomness", () => {
  it('gives numbers from 0 inclusive to 1 exclusive, spread over all of it', () => {
    const numbers = Array.from({ length: 2_000 }, () => systemRandom.next());
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    // Each tenth is missed with a chance of 0.9^2000, less than 10^-91.
    expect(new Set(numbers.map((number) => Math.floor(number * 10))).size).toBe(10);
  });

  it('gives as many bytes as asked, in hexadecimal', () => {
    expect(systemRandom.hex(16)).toMatch(/^[0-9a-f]{32}$/);
    expect(systemRandom.hex(0)).toBe('');
  });

  it('gives ids that are never the same and that every cloud accepts as a label', () => {
    const ids = Array.from({ length: 1_000 }, () => newId(systemRandom, 'req'));
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.every((id) => /^req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) && id.length <= 63)).toBe(true);
  });

  it('gives ids that hold all of the random bytes, in order', () => {
    const random = { next: () => 0, hex: () => '00112233445566778899aabbccddeeff' };
    expect(newId(random, 'att')).toBe('att-00112233-4455-6677-8899-aabbccddeeff');
  });
});
