import { createInterface } from 'node:readline/promises';
import { CommandError } from './command-error.js';
import type { Terminal } from './io.js';

/**
 * Asks one question on a terminal.
 *
 * @throws {CommandError} `interrupted`: Ctrl-C; `usage-needs-answer`: the input ended, as with Ctrl-D
 */
export async function askTerminal({ input, output }: Terminal, question: string): Promise<string> {
  const terminal = createInterface({ input, output, terminal: true });
  const unanswered = new Promise<never>((_resolve, reject) => {
    terminal.once('SIGINT', () => reject(new CommandError('interrupted', 'Interrupted. Nothing was done.')));
    terminal.once('close', () => reject(new CommandError('usage-needs-answer', 'The question was not answered. Nothing was done.')));
  });
  try {
    return (await Promise.race([terminal.question(question), unanswered])).trim();
  } finally {
    terminal.close();
  }
}
