import { hexDigits } from './random.ts';

/** Ids that are computed from a number and back, so that a hundred thousand of them take no room. */
export interface NumberedIds {
  of(number: number): string;
  /** Undefined for an id that this cloud never gave. */
  numberOf(id: string): number | undefined;
}

/** An odd factor and its inverse modulo 2^32: neighbouring numbers get ids that do not look alike. */
const FACTOR = 0x9e37_79b1;
const INVERSE = inverseOf(FACTOR);

/** @param digits - hexadecimal digits after the prefix, 8 or more: `i-` has 17, `sir-` 8 */
export function numberedIds(prefix: string, digits: number, random: () => number): NumberedIds {
  const head = prefix + (digits === 8 ? '' : `0${hexDigits(random, digits - 9)}`);
  const salt = Math.floor(random() * 4_294_967_296);
  return {
    of: (number) => head + ((Math.imul(number, FACTOR) ^ salt) >>> 0).toString(16).padStart(8, '0'),
    numberOf(id) {
      const tail = id.slice(head.length);
      if (!id.startsWith(head) || !/^[0-9a-f]{8}$/.test(tail)) return undefined;
      return Math.imul(Number.parseInt(tail, 16) ^ salt, INVERSE) >>> 0;
    },
  };
}

/** Newton's iteration doubles the bits that are right: 3, 6, 12, 24, 48. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let round = 0; round < 4; round++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse >>> 0;
}
