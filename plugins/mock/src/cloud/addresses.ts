import { CloudError } from './errors.js';
import type { Turn } from './turn.js';

/** Address and name of a machine. */
export interface Address {
  readonly number: number;
  readonly name: string;
  readonly privateIp: string;
}

/** First address is 10.0.1.0. */
const FIRST_OFFSET = 256;

/**
 * Gives out the next address that no live machine has.
 * @throws {CloudError} `InsufficientFreeAddresses`
 */
export function takeAddress(turn: Turn): Address {
  const pool = turn.behaviour.addressPool;
  for (let tries = 0; tries < pool; tries += 1) {
    const number = turn.takeNumbers('addresses') % pool;
    const taken = turn.sql.get(`SELECT 1 FROM machines WHERE address_number = :number AND state <> 'terminated'`, { number });
    if (taken === undefined) return addressOf(turn, number);
  }
  throw new CloudError('InsufficientFreeAddresses', `all ${pool} addresses are in use`);
}

/** The address of the longest-lived machine: what a cloud must never give out twice. */
export function takeUsedAddress(turn: Turn): Address | undefined {
  const row = turn.sql.get<{ address_number: number }>(
    `SELECT address_number FROM machines WHERE state <> 'terminated' ORDER BY created_at_ms, id LIMIT 1`,
  );
  return row === undefined ? undefined : addressOf(turn, row.address_number);
}

/** Clouds have the same addresses; names tell them apart, as those of regions and networks do. */
function addressOf({ seed }: Turn, number: number): Address {
  const offset = number + FIRST_OFFSET;
  const [b, c, d] = [(offset >> 16) & 255, (offset >> 8) & 255, offset & 255];
  return { number, name: `mock-10-${b}-${c}-${d}.n${seed.toString(36)}.internal`, privateIp: `10.${b}.${c}.${d}` };
}
