/** The part of docs/proof/simulation.md that tells of the last long run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { failureLine } from './report.mjs';

/** @typedef {import('../src/run/job.ts').Summary} Summary */
/** @typedef {import('../src/run/job.ts').Titles} Titles */

const BEGIN = '<!-- written by `npm run simulate -- --seeds 10000 --twins --write` -->';
const END = '<!-- end of what was written -->';

/**
 * Replaces in the page what an earlier run came to.
 *
 * @param {string} page - its path
 * @param {Parameters<typeof runText>} run
 * @throws {Error} the page lacks the lines between which it stands
 */
export function writeRun(page, ...run) {
  const text = readFileSync(page, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${page} must have the line ${BEGIN} and behind it ${END}`);
  writeFileSync(page, `${text.slice(0, begin)}${BEGIN}\n\n${runText(...run)}\n\n${text.slice(end)}`);
}

/**
 * @param {Summary} summary
 * @param {Titles} titles
 * @param {{ from: number, cpuMs: number }} run
 */
function runText(summary, titles, { from, cpuMs }) {
  const { histories, steps, virtualMs, failures, fired } = summary;
  const twins = sumOf(Object.values(summary.twins));
  const words = [
    `Seeds ${number(from)} to ${number(from + histories - 1)}: ${number(steps)} turns of processes, ${number(Math.round(virtualMs / 3_600_000))} hours of their time.`,
    failures.length === 0 ? 'No history broke a rule.' : `${failures.length} histories broke a rule:`,
    ...failures.map((failure) => `\n\n${failureLine(failure)}\n\n`),
    `Each had at least ${summary.leastProcesses} processes, ${summary.leastRequests} requests, ${summary.leastSteps} turns and faults of ${summary.leastRows} rows.`,
    `A history took ${(cpuMs / histories).toFixed(0)} ms of processor time, all threads and their start included.`,
    `Of ${number(twins.replays)} that were run again without one of their faults, something else came of ${number(twins.changed)}.`,
  ];
  const rows = titles.map(([row, title]) => {
    const count = fired[row] ?? 0;
    const { changed, replays } = summary.twins[row] ?? { changed: 0, replays: 0 };
    const share = ((100 * count) / Math.max(1, histories)).toFixed(1);
    const twin = replays === 0 ? 'none replayed' : `${changed} of ${replays}`;
    return `| ${Number(row.slice('row-'.length))} | ${title} | ${number(count)} | ${share} % | ${twin} |`;
  });
  return [words.join(' '), '', ...HEAD, ...rows].join('\n');
}

const HEAD = ['| row | fault | took effect in | share | without it, another end |', '| ---: | --- | ---: | ---: | ---: |'];

/** @param {readonly { replays: number, changed: number }[]} counts */
function sumOf(counts) {
  return counts.reduce((a, b) => ({ replays: a.replays + b.replays, changed: a.changed + b.changed }), { replays: 0, changed: 0 });
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString('en');
}
