import { CALLERS } from './list/callers.js';
import { DEPLOYMENT } from './list/deployment.js';
import { GONE } from './list/gone.js';
import { RECOVERY } from './list/recovery.js';
import { REQUESTS } from './list/requests.js';
import { WRITE_AHEAD } from './list/write-ahead.js';
import type { Mutant } from './mutant.js';

/** Mutants by what their rules are about: at least one for every rule of the engine. */
export const CHAPTERS: readonly { readonly title: string; readonly mutants: readonly Mutant[] }[] = [
  { title: 'Requests, holders and limits', mutants: CALLERS },
  { title: 'Write-ahead and clocks', mutants: WRITE_AHEAD },
  { title: 'Recovery and settling', mutants: RECOVERY },
  { title: 'How requests end', mutants: REQUESTS },
  { title: 'Gone machines and returns', mutants: GONE },
  { title: 'Deployments, orphans and old stores', mutants: DEPLOYMENT },
];

/** All mutants. */
export const MUTANTS: readonly Mutant[] = CHAPTERS.flatMap(({ mutants }) => mutants);
