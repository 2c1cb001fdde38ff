import { CommandError } from '../../cli/command-error.js';
import type { Io } from '../../cli/io.js';

/**
 * Asks before something that cannot be taken back.
 *
 * @throws {CommandError} `usage-not-confirmed`: there is nobody to ask, or the answer is not yes
 */
export async function confirm(io: Io, what: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  if (io.ask === undefined) throw new CommandError('usage-not-confirmed', `${what}? There is no terminal to ask on: say --yes.`);
  const answer = await io.ask(`${what}? [y/N] `);
  if (!/^y(?:es)?$/i.test(answer)) throw new CommandError('usage-not-confirmed', 'Not confirmed: nothing was changed.');
}
