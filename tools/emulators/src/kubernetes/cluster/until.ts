import { setTimeout as wait } from 'node:timers/promises';

/** Between two questions. */
const ASK_AGAIN_MS = 100;

/** Nothing here takes that long: only to find what hangs. */
const HANG_MS = 300_000;

/**
 * Asks again and again until the answer is not `undefined`, and answers it.
 *
 * @param what - for the message: `nodes are ready`
 * @throws when that hangs, or what the question throws
 */
export async function until<Result>(what: string, question: () => Promise<Result | undefined>): Promise<Result> {
  const given = performance.now();
  for (;;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (performance.now() - given > HANG_MS) throw new Error(`still not: ${what}`);
    await wait(ASK_AGAIN_MS);
  }
}
