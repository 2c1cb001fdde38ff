import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './apply.js';
import { typeErrors } from './check-types.js';
import { Court } from './court.js';
import { MUTANTS } from './list.js';
import type { Mutant } from './mutant.js';
import { renderReport, REPORT } from './report.js';
import { verdictLine, type Verdict } from './verdict.js';

/** How mutants are judged. */
export interface JudgeOptions {
  /** Id of the only one; undefined for all. */
  readonly only: string | undefined;
  /** Writes the report afterwards, which tells of all. */
  readonly write: boolean;
}

/** Mutants that are judged at the same time. */
const AT_ONCE = 2;

/** Judges mutants and says so line by line. Answers how many were missed or could not be judged. */
export async function judgeMutants({ only, write }: JudgeOptions, say: (line: string) => void): Promise<number> {
  const mutants = MUTANTS.filter(({ id }) => only === undefined || id === only);
  if (mutants.length === 0) throw new Error(`there is no mutant '${only}': see tools/mutants/src/list`);
  if (write && only !== undefined) throw new Error('the report tells of all mutants: leave out --only');
  const mistyped = await typeErrors(mutants);
  for (const line of mistyped) say(`INVALID ${line}`);
  const verdicts = await judgeAll(mutants, say);
  const missed = verdicts.filter(({ noticed }) => noticed === undefined).length + mutants.length - verdicts.length + mistyped.length;
  if (write && missed === 0) {
    mkdirSync(dirname(join(ROOT, REPORT)), { recursive: true });
    writeFileSync(join(ROOT, REPORT), renderReport(verdicts));
  } else if (write) say(`${REPORT} stays as it is: it tells of mutants that are all caught`);
  return missed;
}

async function judgeAll(mutants: readonly Mutant[], say: (line: string) => void): Promise<readonly Verdict[]> {
  const court = await Court.open(mutants);
  const waiting = [...mutants];
  const verdicts: Verdict[] = [];
  const work = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      try {
        const verdict = await court.judge(mutant);
        verdicts.push(verdict);
        say(verdictLine(verdict));
      } catch (error) {
        say(`INVALID ${mutant.id}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await court.close();
  }
  return verdicts;
}
