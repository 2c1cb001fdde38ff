import { CHAPTERS } from './list.js';
import type { Catcher, Mutant } from './mutant.js';
import type { Noticed, Verdict } from './verdict.js';

/** Where the report is kept, from the repository's root. */
export const REPORT = 'docs/proof/mutants.md';

const HEAD = `# Mutants of the engine

Does anybody notice when a rule of the engine is broken? Each mutant below is the shipped engine with one rule broken by an exact
replacement in its sources, in a folder of its own. It counts as caught when a history of the simulation breaks an invariant that the same
history keeps without the mutant, or when a test of the engine's specification fails that passes without it. A mutant that does not
compile, does not load or hangs a test shows nothing, and fails the run; so does one whose text does not stand in the sources any more.

\`node tools/bootstrap.mjs node tools/mutants/run.mjs\` judges all of them; \`--only ID\` one; \`--write\` writes this page. The mutants are in
tools/mutants/src/list. What was broken by hand here is broken by a machine in [mutation-score.md](mutation-score.md).
`;

/** The report of a run over all mutants. */
export function renderReport(verdicts: readonly Verdict[]): string {
  const byId = new Map(verdicts.map((verdict) => [verdict.mutant.id, verdict]));
  const caught = verdicts.filter(({ noticed }) => noticed !== undefined);
  const histories = caught.filter(({ noticed }) => noticed?.by === 'simulation').length;
  const sum = `${verdicts.length} mutants, ${caught.length} caught: ${histories} by the simulation, ${caught.length - histories} by a test.`;
  const chapters = CHAPTERS.map(({ title, mutants }) => chapter(title, mutants, byId));
  return `${[HEAD, sum, ...chapters].join('\n').trimEnd()}\n`;
}

function chapter(title: string, mutants: readonly Mutant[], verdicts: ReadonlyMap<string, Verdict>): string {
  const rows = mutants.map((mutant) => `${rowHead(mutant)} ${noticedBy(mutant.caughtBy, verdicts.get(mutant.id)?.noticed)} |`);
  return [
    '',
    `## ${title}`,
    '',
    '| mutant | the rule | what the broken engine does | where | caught by |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function rowHead({ id, rule, change, edits }: Mutant): string {
  const files = [...new Set(edits.map(({ file }) => file.replace(/^engine\//, '')))];
  return `| ${id} | ${rule} | ${change} | ${files.join(', ')} |`;
}

function noticedBy(expected: Catcher, noticed: Noticed | undefined): string {
  if (noticed === undefined) return 'nobody';
  if (noticed.by === 'simulation')
    return `${noticed.invariant}, after ${noticed.histories} ${noticed.histories === 1 ? 'history' : 'histories'}`;
  return expected.by === 'test' ? `${expected.file.split('/').at(-1)}: ${expected.name}` : 'a test';
}

/** Where a report does not tell of the mutants that there are: each row stands for one, in their order, and each was caught. */
export function reportProblems(report: string): readonly string[] {
  const rows = report.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| mutant |'));
  const mutants = CHAPTERS.flatMap((entry) => entry.mutants);
  const missing = mutants
    .filter((mutant) => !rows.some((row) => row.startsWith(rowHead(mutant))))
    .map(({ id }) => `there is no row of '${id}' as it is now`);
  const unknown = rows
    .filter((row) => !mutants.some((mutant) => row.startsWith(rowHead(mutant))))
    .map((row) => `no mutant is as told by: ${row}`);
  const missed = rows.filter((row) => row.endsWith('| nobody |')).map((row) => `nobody noticed: ${row}`);
  return [...missing, ...unknown, ...missed];
}
