import { parentPort } from 'node:worker_threads';
import { ROWS } from '../rows/rows.js';
import type { Job, Titles } from './job.js';
import { replay } from './replay.js';
import { runSeeds } from './run-seeds.js';
import { shrink } from './shrink.js';

// Histories are full of errors that are part of the plan, and a stack for each costs more than what it tells.
Error.stackTraceLimit = 0;

function titles(): Titles {
  return Object.entries(ROWS)
    .map(([row, { title }]) => [row, title] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function work(job: Job): Promise<unknown> {
  switch (job.kind) {
    case 'run':
      return runSeeds(job);
    case 'replay':
      return replay(job);
    case 'shrink':
      return shrink(job.seed);
    case 'titles':
      return Promise.resolve(titles());
    default:
      return job satisfies never;
  }
}

parentPort?.on('message', (job: Job) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows of browsers
  void work(job).then((answer) => parentPort?.postMessage(answer));
});
