import { createHash } from 'node:crypto';

/** Longest client token. Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
const MAX_TOKEN_LENGTH = 64;

/** Units of each creating call, as few calls as the limit allows. */
export function partUnits(units: number, limit: number): readonly number[] {
  const count = Math.ceil(units / limit);
  return Array.from({ length: count }, (_, index) => Math.min(limit, units - index * limit));
}

/** The token of one creating call: the intent's own where there is one call. */
export function partToken(token: string, part: number, parts: number): string {
  if (parts === 1) return token;
  const named = `${token}-${part}`;
  return named.length <= MAX_TOKEN_LENGTH ? named : createHash('sha256').update(named).digest('hex');
}
