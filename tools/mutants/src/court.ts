import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catcher, Mutant } from './mutant.js';
import { bundleHunt } from './run/bundle-hunt.js';
import { runHunt } from './run/run-hunt.js';
import { runSpecs, type Spec } from './run/run-spec.js';
import type { Noticed, Verdict } from './verdict.js';

/** Most histories that one mutant gets. Each that is listed is caught by far fewer. */
const MOST_HISTORIES = 400;

type Of<By extends Catcher['by']> = Extract<Catcher, { readonly by: By }>;

/**
 * Judges mutants one by one: builds the engine with a rule broken, in a folder of its own, and lets those look at it who are expected to
 * notice. The working tree stays as it is.
 */
export class Court {
  /** What the tests that are expected to notice say without a mutant, by file and name. */
  #intactSpecs: Promise<ReadonlyMap<string, string>> | undefined;

  private constructor(
    private readonly mutants: readonly Mutant[],
    private readonly folder: string,
    private readonly intact: string,
  ) {}

  /** @param mutants - all that will be judged */
  static async open(mutants: readonly Mutant[]): Promise<Court> {
    const folder = await mkdtemp(join(tmpdir(), 'hostwright-mutants-'));
    return new Court(mutants, folder, await bundleHunt(undefined, join(folder, 'intact')));
  }

  /** @throws when nothing can be said: its text is stale, it does not load, or who should notice it fails without it as well */
  async judge(mutant: Mutant): Promise<Verdict> {
    const { caughtBy } = mutant;
    const noticed = caughtBy.by === 'simulation' ? await this.#hunt(mutant, caughtBy) : await this.#test(mutant, caughtBy);
    return { mutant, noticed };
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #hunt(mutant: Mutant, { invariants }: Of<'simulation'>): Promise<Noticed | undefined> {
    const bundle = await bundleHunt(mutant, join(this.folder, mutant.id));
    for (let firstSeed = 1; firstSeed <= MOST_HISTORIES;) {
      const { caught } = await runHunt(bundle, { firstSeed, histories: MOST_HISTORIES - firstSeed + 1, invariants }, this.folder);
      if (caught === undefined) return undefined;
      // A history that goes wrong without the mutant as well shows nothing.
      const twin = await runHunt(this.intact, { firstSeed: caught.seed, histories: 1, invariants: [caught.invariant] }, this.folder);
      if (twin.caught === undefined) return { by: 'simulation', histories: caught.seed, ...caught };
      firstSeed = caught.seed + 1;
    }
    return undefined;
  }

  async #test(mutant: Mutant, spec: Of<'test'>): Promise<Noticed | undefined> {
    this.#intactSpecs ??= failuresWithout(this.mutants);
    const problem = (await this.#intactSpecs).get(keyOf(spec));
    if (problem !== undefined) throw new Error(`${keyOf(spec)} fails with the engine as it is: ${problem}`);
    const [result] = await runSpecs(mutant, [spec]);
    if (result === undefined || result.outcome === 'passed') return undefined;
    if (result.outcome === 'invalid') throw new Error(`${keyOf(spec)} shows nothing: ${result.message}`);
    return { by: 'test', message: result.message };
  }
}

function keyOf({ file, name }: Spec): string {
  return `'${name}' of ${file}`;
}

/** A test that fails in any case shows nothing: all that are expected to notice a mutant are run together without one. */
async function failuresWithout(mutants: readonly Mutant[]): Promise<ReadonlyMap<string, string>> {
  const specs = mutants.flatMap(({ caughtBy }) => (caughtBy.by === 'test' ? [caughtBy] : []));
  const results = await runSpecs(undefined, specs);
  const problems = new Map<string, string>();
  for (const [index, spec] of specs.entries()) {
    const result = results[index];
    if (result !== undefined && result.outcome !== 'passed') problems.set(keyOf(spec), result.message);
  }
  return problems;
}
