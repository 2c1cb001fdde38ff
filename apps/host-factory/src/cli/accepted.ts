import { CommandError } from './command-error.js';
import { describeError } from './describe-error.js';

/** Errors that say all that is needed themselves. */
const OWN: ReadonlySet<string> = new Set(['request-still-open', 'interrupted']);

/**
 * Does what comes after a request was accepted. It is durable by then: whoever sees an error must not ask again.
 *
 * @throws {CommandError} `request-accepted-then-failed`: what came after it failed
 */
export async function afterAcceptance<Result>(requestId: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { text, code } = describeError(error);
    if (OWN.has(code)) throw error;
    throw new CommandError(
      'request-accepted-then-failed',
      `${requestId} was accepted and stays so, but then: ${text} Follow it with "host-factory requests show ${requestId}"; do not ask again.`,
      { cause: error },
    );
  }
}
