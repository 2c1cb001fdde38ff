import { writeFileSync } from 'node:fs';
import { median } from '../lib/measure.mjs';
import { machineLine, round } from '../lib/results.mjs';

/** @typedef {{ name: string, machines: number, cost: Record<string, import('./compare.mjs').Cost>, calls: number }} Round */
/** @typedef {{ what: string, orb: string, ours: string, times: number, target: number | undefined }} Comparison */

const WAYS = { program: 'the program', script: 'the script, over the socket' };
const CALLS = { templates: 'templates', request: 'request', firstStatus: 'first status', status: 'status of what runs', return: 'return' };

/** How many times less wall time a call must take, by way. A large status and return must reach the larger one either way. */
const TARGETS = { program: 15, script: 50 };
const LARGE = 500;

/** @param {readonly Round[]} rounds @returns {Comparison[]} */
export function figuresOf(rounds) {
  const sizes = [...new Set(rounds.map(({ machines }) => machines))];
  const ways = /** @type {(keyof typeof WAYS)[]} */ (Object.keys(WAYS));
  return sizes.flatMap((machines) => [
    ...ways.flatMap((way) =>
      Object.keys(CALLS).flatMap((call) => ['wallMs', 'cpuMs'].map((cost) => timesLess(rounds, machines, way, call, cost))),
    ),
    ...ways.map((way) => fewerCalls(rounds, machines, way)),
  ]);
}

/** @param {readonly Round[]} rounds @param {number} machines @param {keyof typeof WAYS} way @param {string} call @param {string} cost @returns {Comparison} */
function timesLess(rounds, machines, way, call, cost) {
  const [orb, ours] = ['ORB', way].map((name) => median(valuesOf(rounds, machines, name).map((round_) => costIn(round_, call, cost))));
  const isLarge = machines >= LARGE && call !== 'templates' && call !== 'request';
  return {
    what: `${/** @type {Record<string, string>} */ (CALLS)[call]} of ${machines}, ${cost === 'wallMs' ? 'wall' : 'CPU'}, by ${WAYS[way]}`,
    orb: `${round(orb ?? NaN)} ms`,
    ours: `${round(ours ?? NaN)} ms`,
    times: (orb ?? NaN) / (ours ?? NaN),
    target: cost === 'cpuMs' ? undefined : isLarge ? TARGETS.script : TARGETS[way],
  };
}

/** @param {readonly Round[]} rounds @param {number} machines @param {keyof typeof WAYS} way @returns {Comparison} */
function fewerCalls(rounds, machines, way) {
  const [orb, ours] = ['ORB', way].map((name) => median(valuesOf(rounds, machines, name).map(({ calls }) => calls)));
  const what = `cloud calls to ask for ${machines}, hear of them and give them back, by ${WAYS[way]}`;
  return { what, orb: String(orb), ours: String(ours), times: (orb ?? NaN) / (ours ?? NaN), target: 1 };
}

/** @param {readonly Round[]} rounds @param {number} machines @param {string} name */
function valuesOf(rounds, machines, name) {
  return rounds.filter((round_) => round_.machines === machines && round_.name === name);
}

/** @param {Round} round_ @param {string} call @param {string} cost */
function costIn(round_, call, cost) {
  return /** @type {Record<string, number>} */ (round_.cost[call])[cost] ?? NaN;
}

/** @param {readonly Comparison[]} figures */
export function tableOf(figures) {
  const rows = figures.map(({ what, orb, ours, times, target }) => {
    const verdict = target === undefined ? '' : times >= target ? 'reached' : 'MISSED';
    return `| ${[what, orb, ours, `${round(times)}x`, target === undefined ? '' : `>= ${target}x`, verdict].join(' | ')} |`;
  });
  return ['| what | ORB | Hostwright | less by | target | verdict |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** @param {string} file @param {readonly Comparison[]} figures @param {string} version */
export function writeComparison(file, figures, version) {
  writeFileSync(
    file,
    `# Beside ORB

Label: **emulated**. Both on the same moto, in turn, in one run of \`npm run bench:orb\` on ${new Date().toISOString().slice(0, 10)}; medians. ORB is ${version}, installed by pip, and
called as its own scripts call it. CPU is that of the call, and of our agent for as long as it was at work on
it. No real cloud account was involved.

${machineLine()}

${tableOf(figures)}
`,
  );
}
