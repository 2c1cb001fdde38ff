import { PARTS } from './parts.mjs';
import { SEED_LOG, sumOfSeedLog } from './seed-log.mjs';

/** Where the last figures stand. */
export const SOAK_PAGE = 'docs/proof/soak.md';

/** @typedef {{ part: string, date: string, commit: string, command: string, outcome: string, figure: string }} Figure */

const NEVER = 'never run';

/**
 * The page with the last figure of each part.
 *
 * @param {ReadonlyMap<string, Figure>} figures
 * @param {string} seedLog what stands in the log of seeds
 */
export function soakPage(figures, seedLog) {
  const lines = PARTS.map(({ name, shows }) => {
    const { date, commit, command, outcome, figure } = figures.get(name) ?? NOTHING;
    return cells([`\`${name}\``, shows, date, commit, command, outcome, figure]);
  });
  const table = [cells(HEAD), cells(HEAD.map(() => '---')), ...lines].join('\n');
  return `${INTRODUCTION}\n${table}\n\n${sumOf(seedLog)}\n`;
}

/**
 * The figures of a page that was written before.
 *
 * @param {string} page
 * @returns {Map<string, Figure>}
 */
export function readFigures(page) {
  const figures = page.split('\n').flatMap((line) => {
    const [part, , date, commit, command, outcome, figure] = line.slice(2, -2).split(' | ');
    if (figure === undefined || date === NEVER || !PARTS.some(({ name }) => part === `\`${name}\``)) return [];
    return [{ part: part.slice(1, -1), date, commit, command, outcome, figure }];
  });
  return new Map(figures.map((figure) => [figure.part, figure]));
}

/** A text of a program as it can stand in a table. @param {string} text */
export function asCell(text) {
  return text.replaceAll(/[|\s]+/g, ' ').trim();
}

/** @type {Figure} */
const NOTHING = { part: '', date: NEVER, commit: '', command: '', outcome: '', figure: '' };

const HEAD = ['Part', 'What it shows', 'Last run', 'Commit', 'With', 'Outcome', 'Figure'];

/** @param {readonly string[]} texts */
function cells(texts) {
  return `| ${texts.join(' | ')} |`;
}

/** @param {string} seedLog */
function sumOf(seedLog) {
  const { histories, failures } = sumOfSeedLog(seedLog);
  if (histories === 0) return `No seeds were kept yet; they will stand in \`${SEED_LOG}\`.`;
  return `All histories whose seeds were kept ([log](seed-log.jsonl)): ${histories}; ${failures} of them broke an invariant.`;
}

const INTRODUCTION = `<!-- Made by \`npm run test:soak\`. -->

# Soak

What takes too long for every change, as it was last run. Each line says with what it can be repeated; how, stands in [proof](README.md).
A commit with a "+" had changes beside it.
`;
