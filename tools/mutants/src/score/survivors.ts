import type { StrykerReport } from './score.js';

const UNNOTICED: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

/** A line for each mutant that no test noticed, with its place in the sources: what a test is missing for. */
export function survivorsOf(report: StrykerReport): readonly string[] {
  return Object.entries(report.files).flatMap(([path, { mutants }]) =>
    mutants
      .filter(({ status }) => UNNOTICED.has(status))
      .map(({ location: { start }, mutatorName, replacement = '' }) => {
        const change = replacement.replaceAll(/\s+/g, ' ').slice(0, 120);
        return `${path}:${start.line}:${start.column} ${mutatorName}: ${change}`;
      }),
  );
}
