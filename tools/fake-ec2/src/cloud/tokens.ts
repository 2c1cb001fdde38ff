import { ApiError } from '../server/api-error.ts';
import type { Clock } from './clock.ts';

interface Used<T> {
  readonly fingerprint: string;
  readonly result: T;
  readonly atMs: number;
}

/** The client tokens of one action. */
export interface Tokens<T> {
  /**
   * What the token made before; undefined for a token that is new here.
   *
   * @param scope - the zone when the call names a zone or subnet, else the region: the same token elsewhere is another token
   * @throws {ApiError} IdempotentParameterMismatch, when the other parameters differ
   */
  find(token: string, scope: string, fingerprint: string): T | undefined;
  keep(token: string, scope: string, fingerprint: string, result: T): void;
}

/** Source: EC2 developer guide, "Ensuring idempotency in Amazon EC2 API requests". */
export function createTokens<T>(clock: Clock, lifetimeMs: () => number): Tokens<T> {
  const used = new Map<string, Used<T>>();
  const nameOf = (token: string, scope: string): string => `${scope} ${token}`;
  return {
    find(token, scope, fingerprint) {
      const before = used.get(nameOf(token, scope));
      if (before === undefined || clock.now() - before.atMs > lifetimeMs()) return undefined;
      if (before.fingerprint !== fingerprint) {
        throw new ApiError(
          'IdempotentParameterMismatch',
          'The parameters in this request do not match the parameters in a previous request that used the same client token.',
        );
      }
      return before.result;
    },
    keep: (token, scope, fingerprint, result) => void used.set(nameOf(token, scope), { fingerprint, result, atMs: clock.now() }),
  };
}

/** Source: "ClientToken ... maximum length: 64 ASCII characters", EC2 API reference, RunInstances. */
export function checkToken(token: string | undefined): void {
  if (token !== undefined && (token.length > 64 || /[^\u0020-\u007e]/.test(token))) {
    throw new ApiError('InvalidParameterValue', 'A client token has at most 64 ASCII characters.');
  }
}
