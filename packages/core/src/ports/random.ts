/** Randomness. Two implementations: the operating system's, and a seeded one for simulations. */
export interface Random {
  /** A number from 0 inclusive to 1 exclusive. */
  next(): number;
  /** `bytes` random bytes in hexadecimal. */
  hex(bytes: number): string;
}

/** The operating system's randomness. */
export const systemRandom: Random = {
  next: () => Number.parseInt(randomHex(4), 16) / 2 ** 32,
  hex: randomHex,
};

/** A new identifier: the prefix and 128 random bits in the form of a UUID, for example `req-6c605695-14e3-4060-ac75-14b6c3d3d119`. */
export function newId(random: Random, prefix: string): string {
  const hex = random.hex(16);
  return `${prefix}-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const DEVICE = '/dev/urandom';

/** From the system's device where there is one: loading Node's cryptography costs a Host Factory call a tenth of its time. */
function randomHex(bytes: number): string {
  const taken = readDevice(bytes) ?? crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(taken, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readDevice(bytes: number): Uint8Array | undefined {
  const { closeSync, fstatSync, openSync, readSync } = process.getBuiltinModule('node:fs');
  try {
    const descriptor = openSync(DEVICE, 'r');
    try {
      const buffer = new Uint8Array(bytes);
      // A plain file in its place, as in a careless container, would give the same bytes each time.
      return fstatSync(descriptor).isCharacterDevice() && readSync(descriptor, buffer) === bytes ? buffer : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
