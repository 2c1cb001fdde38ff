import { runChild } from './run-child.js';
import type { Trail } from './trail.js';

/** Which histories a hunt runs, and what it looks for. */
export interface Hunt {
  readonly firstSeed: number;
  readonly histories: number;
  readonly invariants: readonly string[];
}

/** Runs histories of a bundled simulation, from a seed on, until one breaks a wanted invariant. */
export async function runHunt(bundle: string, { firstSeed, histories, invariants }: Hunt, cwd: string): Promise<Trail> {
  const { code, stdout, stderr } = await runChild([bundle, String(firstSeed), String(histories), invariants.join(',')], { cwd });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(`the simulation broke off (seeds from ${firstSeed}): ${stderr.trim() || last}`);
  return JSON.parse(last) as Trail;
}
