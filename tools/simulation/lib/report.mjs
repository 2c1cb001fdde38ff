/** What a run of histories came to, for people. */

/** @typedef {import('../src/run/job.ts').Summary} Summary */
/** @typedef {import('../src/run/job.ts').Failure} Failure */

/**
 * The one command that runs a history again.
 *
 * @param {number} seed
 * @param {{ rows?: readonly string[], deeds?: readonly number[] }} [without]
 */
export function replayCommand(seed, { rows = [], deeds = [] } = {}) {
  const parts = [...rows.map((row) => ` --without ${row}`), ...deeds.map((deed) => ` --without-deed ${deed}`)];
  return `npm run simulate -- --seed ${seed}${parts.join('')} --trace`;
}

/** @param {Failure} failure */
export function failureLine({ seed, violation }) {
  return `seed ${seed} breaks ${violation.invariant}: ${violation.message}\n  ${replayCommand(seed)}`;
}

/**
 * @param {Summary} summary
 * @param {{ wallMs: number, cpuMs: number }} took
 */
export function reportOf(summary, { wallMs, cpuMs }) {
  const { histories, steps, virtualMs, failures, fired, twins } = summary;
  const lines = [
    `${histories} histories, ${steps} turns, ${Math.round(virtualMs / 3_600_000)} h of their time in ${(wallMs / 1_000).toFixed(1)} s (${(cpuMs / histories).toFixed(1)} ms of processor time each)`,
    `each: at least ${summary.leastProcesses} processes, ${summary.leastRequests} requests, ${summary.leastSteps} turns, faults of ${summary.leastRows} rows`,
    'row      took effect in   without it, another outcome',
    ...Object.entries(fired)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([row, count]) => `${row}   ${String(count).padStart(8)}         ${twinText(twins[row])}`),
    ...failures.map(failureLine),
    failures.length === 0 ? 'no rule was broken' : `${failures.length} histories broke a rule`,
  ];
  return lines.join('\n');
}

/** @param {{ replays: number, changed: number } | undefined} twin */
function twinText(twin) {
  return twin === undefined ? '-' : `${twin.changed} of ${twin.replays}`;
}
