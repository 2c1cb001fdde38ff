/**
 * Runs one history after the other until one breaks a wanted invariant: `node hunt.js FIRST_SEED HISTORIES I4,I9`. Its last line is a
 * {@link Trail}.
 */
import { tryHistory } from '../../../simulation/src/run/try-history.js';
import type { Catch, Trail } from './trail.js';

const [first = '1', histories = '1', invariants = ''] = process.argv.slice(2);
// Nobody reads the stacks of the errors that a history is full of.
Error.stackTraceLimit = 0;
process.stdout.write(`${JSON.stringify(await hunt(Number(first), Number(histories), new Set(invariants.split(','))))}\n`);

async function hunt(firstSeed: number, most: number, wanted: ReadonlySet<string>): Promise<Trail> {
  for (let done = 1; done <= most; done += 1) {
    const found = await violationOf(firstSeed + done - 1);
    if (found !== undefined && wanted.has(found.invariant)) return { histories: done, caught: found };
  }
  return { histories: most, caught: undefined };
}

async function violationOf(seed: number): Promise<Catch | undefined> {
  const { result, failure } = await tryHistory(seed);
  if (failure === undefined) return undefined;
  const { invariant, message } = failure.violation;
  // An engine that goes round in circles never comes to rest. Anything else that breaks a history off is a mistake of the mutant.
  if (result === undefined && !/took more than \d+ turns|nothing will ever happen/.test(message))
    throw new Error(`seed ${seed}: ${message}`);
  return { seed, invariant, message };
}
