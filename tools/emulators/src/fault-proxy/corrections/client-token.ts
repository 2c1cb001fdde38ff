import type { Call } from '../call.js';
import { errorReply } from '../reply.js';
import type { Reply } from '../message.js';
import type { Correction, Forward } from './forward.js';

/** What was done under a token. */
interface Done {
  readonly fingerprint: string;
  readonly reply: Promise<Reply>;
}

/**
 * A repeated client token is answered as the first time, and with other parameters refused; what was refused may be tried again. moto
 * reads no token.
 *
 * Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 *
 * @param scopeOf - within what a token is one, beside account and region
 * @param then - what is asked the first time
 */
export function withClientToken(scopeOf: (call: Call, forward: Forward) => Promise<string>, then: Correction): Correction {
  const tokens = new Map<string, Done>();
  return async (call, forward) => {
    const token = call.parameters.get('ClientToken') ?? '';
    if (token === '') return then(call, forward);
    const key = JSON.stringify([call.region, call.action, await scopeOf(call, forward), token]);
    const fingerprint = JSON.stringify([...call.parameters].toSorted(([one], [other]) => one.localeCompare(other)));
    const earlier = tokens.get(key);
    if (earlier !== undefined) return earlier.fingerprint === fingerprint ? earlier.reply : mismatch(call, token);
    const reply = then(call, forward);
    tokens.set(key, { fingerprint, reply });
    const forgetRefused = ({ status }: Reply): void => void (status === 200 || tokens.delete(key));
    reply.then(forgetRefused, () => tokens.delete(key));
    return reply;
  };
}

/** Tokens of a whole region. */
export async function regional(): Promise<string> {
  return '';
}

function mismatch(call: Call, token: string): Reply {
  const message = `Arguments on this idempotent request are inconsistent with arguments used in previous request(s) (client token ${token}).`;
  return errorReply(call, { status: 400, code: 'IdempotentParameterMismatch', message });
}
