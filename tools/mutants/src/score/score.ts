/** How the mutants of one file fared. */
export interface FileScore {
  /** Below packages/core/src. */
  readonly file: string;
  /** Noticed by a test, or by its never coming to an end. */
  readonly killed: number;
  /** Those of them that never came to an end: on a machine that is busy with something else, one may only have been slow. */
  readonly endless: number;
  /** No test failed. */
  readonly survived: number;
  /** No test runs the line. */
  readonly unreached: number;
}

/** What is read of one mutant in Stryker's report. */
interface StrykerMutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

/** What is read of Stryker's report (mutation-testing-report-schema, version 2). */
export interface StrykerReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly StrykerMutant[] }>>;
}

/** Scores by file. What did not compile, or was left out, is no mutant. */
export function scoresOf(report: StrykerReport): readonly FileScore[] {
  return Object.entries(report.files).map(([path, { mutants }]) => {
    const count = (...statuses: readonly string[]): number => mutants.filter(({ status }) => statuses.includes(status)).length;
    const file = path.replace(/^.*packages\/core\/src\//, '');
    return {
      file,
      killed: count('Killed', 'Timeout'),
      endless: count('Timeout'),
      survived: count('Survived'),
      unreached: count('NoCoverage'),
    };
  });
}

/** Share of the mutants that were noticed, in percent. */
export function percent(scores: readonly FileScore[]): number {
  const killed = scores.reduce((sum, score) => sum + score.killed, 0);
  const all = scores.reduce((sum, score) => sum + score.killed + score.survived + score.unreached, 0);
  return all === 0 ? 0 : (100 * killed) / all;
}
