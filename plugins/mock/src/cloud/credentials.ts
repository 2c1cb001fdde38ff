import { CloudError } from './errors.js';
import type { CredentialState, Turn } from './turn.js';

/** Lets the caller in. @throws {CloudError} `ExpiredToken` or `AuthFailure` */
export function authenticate(turn: Turn): void {
  const { account, keySha256 } = turn.caller;
  const state = credentialsOf(turn);
  if (state === 'expired') throw new CloudError('ExpiredToken', 'the credentials have expired');
  if (state === 'revoked') throw new CloudError('AuthFailure', 'the credentials were revoked');
  const keys = turn.sql.all<{ key_sha256: string }>('SELECT key_sha256 FROM access_keys WHERE account = :account', { account });
  if (keys.length === 0) return;
  if (keySha256 === undefined) throw new CloudError('AuthFailure', `the account ${account} asks for an access key`);
  if (!keys.some((key) => key.key_sha256 === keySha256))
    throw new CloudError('AuthFailure', `the access key is not one of the account ${account}`);
}

function credentialsOf(turn: Turn): CredentialState {
  const row = turn.sql.get<{ credentials: CredentialState }>('SELECT credentials FROM accounts WHERE account = :account', {
    account: turn.caller.account,
  });
  return row?.credentials ?? turn.caller.credentials;
}
