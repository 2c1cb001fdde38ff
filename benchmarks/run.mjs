/**
 * `npm run bench [a1|a2|a3|a4|c3|c4|e2|aws-calls|aws-pages|aws-scale ...]`: measures what limits have been promised for, prints a table, and writes RESULTS.md when
 * everything was measured. Never part of `npm test`: figures of a loaded machine mean nothing.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableOf, writeResults } from './lib/results.mjs';
import { measureAwsCalls } from './measures/aws-calls.mjs';
import { measureAwsPages } from './measures/aws-pages.mjs';
import { measureAwsScale } from './measures/aws-scale.mjs';
import { measureCycle } from './measures/cycle.mjs';
import { measureHistory } from './measures/history.mjs';
import { measureMemory } from './measures/memory.mjs';
import { measureRequest } from './measures/request.mjs';
import { measureSocket } from './measures/socket.mjs';
import { measureStatus } from './measures/status.mjs';
import { measureTemplates } from './measures/templates.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const RUNS = 21;

/** @type {Readonly<Record<string, (runs: number) => Promise<readonly import('./lib/figures.mjs').Figure[]>>>} */
const MEASURES = {
  a1: measureTemplates,
  a2: measureSocket,
  a3: measureRequest,
  a4: measureMemory,
  c3: measureCycle,
  c4: measureStatus,
  e2: measureHistory,
  'aws-calls': measureAwsCalls,
  'aws-pages': measureAwsPages,
  'aws-scale': measureAwsScale,
};

const asked = process.argv.slice(2);
const names = asked.length === 0 ? Object.keys(MEASURES) : asked;
const unknown = names.filter((name) => !(name in MEASURES));
if (unknown.length > 0) throw new Error(`not a measure: ${unknown.join(', ')}; there are ${Object.keys(MEASURES).join(', ')}`);

const build = spawnSync(
  'turbo',
  ['run', 'build', '--filter=@hostwright/host-factory', '--filter=@hostwright/provider-aws', '--output-logs=errors-only'],
  {
    cwd: dirname(here),
    encoding: 'utf8',
  },
);
if (build.status !== 0) throw new Error(`the build failed: ${build.stdout}${build.stderr}`);

const figures = [];
for (const name of names) {
  process.stderr.write(`${name} ...\n`);
  figures.push(...((await MEASURES[name]?.(RUNS)) ?? []));
}
console.log(tableOf(figures));
if (asked.length === 0) writeResults(join(here, 'RESULTS.md'), figures);
