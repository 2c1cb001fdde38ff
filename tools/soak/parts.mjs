/** Where the parts log what they do, line by line, while they run. */
export const LOGS = 'node_modules/.cache/hostwright/soak';

/** What the simulation logs. */
export const SIMULATION_LOG = `${LOGS}/simulation.log`;

/** @typedef {{ minutes: number, runs: number, seed: number }} Extent */

/**
 * What a soak runs: `words` are those of the program, `asked` those of the soak that say the same. The last line that a part prints is its
 * figure; the simulation's is the sum of its log.
 *
 * @typedef {{ name: string, shows: string, file: string, words: (extent: Extent) => readonly string[], asked: (extent: Extent) => string }} Part
 */

/** @type {readonly Part[]} */
export const PARTS = [
  {
    name: 'simulation',
    shows: 'Seeded histories of the engine, with every fault of the table',
    file: 'tools/simulation/run.mjs',
    // Which seeds these are goes by the time, so that no two soaks play the same ones.
    words: ({ minutes }) => ['--soak', `${minutes}`, '--log', SIMULATION_LOG],
    asked: ({ minutes }) => `--only simulation --minutes ${minutes}`,
  },
  {
    name: 'kill-runs',
    shows: 'Real processes, killed and paused at named points',
    file: 'tools/kill-runs/run.mjs',
    words: ({ runs, seed }) => ['--target', 'all', '--runs', `${runs}`, '--seed', `${seed}`, '--log', `${LOGS}/kill-runs.jsonl`],
    asked: ({ runs, seed }) => `--only kill-runs --runs ${runs} --seed ${seed}`,
  },
  {
    name: 'mutation',
    shows: "Mutation score of the engine's journal and recovery modules (goal 85 %)",
    file: 'tools/mutants/stryker.mjs',
    words: () => [],
    asked: () => '--only mutation',
  },
];
