import type { Mutant } from './mutant.js';
import type { Catch } from './run/trail.js';

/** How a mutant was noticed. */
export type Noticed =
  | ({ readonly by: 'simulation'; /** How many histories it took. */ readonly histories: number } & Catch)
  | { readonly by: 'test'; readonly message: string };

/** What came of a mutant; undefined: nobody noticed it. */
export interface Verdict {
  readonly mutant: Mutant;
  readonly noticed: Noticed | undefined;
}

/** A verdict in one line. */
export function verdictLine({ mutant: { id, caughtBy }, noticed }: Verdict): string {
  if (noticed?.by === 'simulation')
    return `caught  ${id}: ${noticed.invariant} after ${noticed.histories} histories, seed ${noticed.seed}: ${noticed.message}`;
  if (noticed?.by === 'test') return `caught  ${id}: ${noticed.message}`;
  const expected =
    caughtBy.by === 'simulation' ? `no history broke ${caughtBy.invariants.join(' or ')}` : `'${caughtBy.name}' of ${caughtBy.file} passed`;
  return `MISSED  ${id}: ${expected}`;
}
