import { createHash } from 'node:crypto';
import type { ActionName } from './actions.js';
import { CloudError } from './errors.js';
import type { Turn } from './turn.js';

interface Creation {
  readonly action: ActionName;
  readonly clientToken: string;
  /** The zone that the call names; undefined when it names none. */
  readonly zone: string | undefined;
  /** Everything that the call asks for. */
  readonly parameters: object;
}

const TOKEN_PATTERN = /^[\x21-\x7e]{1,64}$/;

/**
 * Does `create` once for each token: a repeat with the same parameters finds what the first one made.
 * @throws {CloudError} `IdempotentParameterMismatch` when a repeat asks for something else
 */
export function createOnce<Result>(
  turn: Turn,
  creation: Creation,
  create: () => Result,
): { readonly result: Result; readonly replayed: boolean } {
  if (!TOKEN_PATTERN.test(creation.clientToken))
    throw new CloudError('InvalidParameterValue', 'a client token has 1 to 64 printable characters');
  const key = keyOf(turn, creation);
  const hash = hashOf(creation.parameters);
  const earlier = turn.sql.get<{ parameters_hash: string; result: string }>(
    `SELECT parameters_hash, result FROM tokens
     WHERE account = :account AND region = :region AND zone = :zone AND action = :action AND token = :token AND expires_at_ms > :nowMs`,
    { ...key, nowMs: turn.nowMs },
  );
  if (earlier === undefined) {
    const result = create();
    remember(turn, key, hash, result);
    return { result, replayed: false };
  }
  if (earlier.parameters_hash !== hash) {
    throw new CloudError('IdempotentParameterMismatch', `the client token ${creation.clientToken} was used with other parameters`);
  }
  return { result: JSON.parse(earlier.result) as Result, replayed: true };
}

interface Key {
  readonly [column: string]: string;
}

function keyOf(turn: Turn, creation: Creation): Key {
  const { account, region } = turn.caller;
  const zone = turn.behaviour.tokenScope === 'zonal' ? (creation.zone ?? '') : '';
  return { account, region, zone, action: creation.action, token: creation.clientToken };
}

function remember(turn: Turn, key: Key, hash: string, result: unknown): void {
  turn.sql.run('DELETE FROM tokens WHERE expires_at_ms <= :nowMs', { nowMs: turn.nowMs });
  turn.sql.run('INSERT INTO tokens VALUES (:account, :region, :zone, :action, :token, :hash, :result, :expiresAtMs)', {
    ...key,
    hash,
    result: JSON.stringify(result),
    expiresAtMs: turn.nowMs + turn.behaviour.replayHorizonMs,
  });
}

function hashOf(parameters: object): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const sorted = given.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
