import { MODULES } from './modules.js';
import { percent, type FileScore } from './score.js';

/** Where the scores are kept, from the repository's root. */
export const SCORE_PAGE = 'docs/proof/mutation-score.md';

const HEAD = `# Mutation score

Stryker breaks the engine's journal and recovery line by line, and runs those tests of the file's own rules that reach the line: unit tests
of the engine and chapters of its specification (\`tools/mutants/src/score/modules.ts\` says which). The score is the share of the mutants
that make a test fail, or keep it from ever coming to its end. The goal is 85 %; it is a report, not a gate. Mutants of values that are read
once, when a module is loaded, are left out. The simulation does not take part: how it fares against broken rules stands in
[mutants.md](mutants.md).

\`node tools/bootstrap.mjs node tools/mutants/stryker.mjs\` measures all files, which takes hours; \`--only engine/settle.ts\` measures one and
keeps what was measured of the others. \`npm run test:soak\` measures all.
`;

/** The page: each file as it was last measured. */
export function renderScores(scores: readonly FileScore[]): string {
  const measured = MODULES.flatMap((file) => scores.find((score) => score.file === file) ?? []);
  const rows = MODULES.map((file) =>
    rowOf(
      file,
      measured.find((score) => score.file === file),
    ),
  );
  const of = measured.length === MODULES.length ? 'all files' : `${measured.length} of ${MODULES.length} files`;
  const sum = measured.length === 0 ? 'Nothing was measured yet.' : `Score over ${of}: **${percent(measured).toFixed(1)} %**.`;
  return [
    HEAD,
    sum,
    '',
    '| file | noticed | of these endless | not noticed | not reached | score |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
    '',
  ].join('\n');
}

function rowOf(file: string, score: FileScore | undefined): string {
  if (score === undefined) return `| ${file} | | | | | not measured |`;
  const { killed, endless, survived, unreached } = score;
  return `| ${file} | ${killed} | ${endless} | ${survived} | ${unreached} | ${percent([score]).toFixed(1)} % |`;
}

/** The scores that a page tells of. */
export function readScores(page: string): readonly FileScore[] {
  const rows = page.matchAll(/^\| (\S+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|/gm);
  return [...rows].map(([, file = '', killed, endless, survived, unreached]) => ({
    file,
    killed: Number(killed),
    endless: Number(endless),
    survived: Number(survived),
    unreached: Number(unreached),
  }));
}

/** The page after another measurement. */
export function withScores(page: string, scores: readonly FileScore[]): string {
  const measured = new Set(scores.map(({ file }) => file));
  return renderScores([...readScores(page).filter(({ file }) => !measured.has(file)), ...scores]);
}
