import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_FILE_PREFIX, FOLDER_VARIABLE, HORIZON_VARIABLE, PLUGIN_VARIABLE, UNSEEN_VARIABLE } from '../points/halt-files.js';
import { watchAnswers } from './watch-answers.js';
import { watchCalls } from './watch-calls.js';
import { watchDatabases } from './watch-databases.js';
import { Witness } from './witness.js';

const folder = process.env[FOLDER_VARIABLE];
const plugin = process.env[PLUGIN_VARIABLE];
if (folder !== undefined && plugin !== undefined) {
  const witness = new Witness(folder);
  // Calls start agents, too, that are nobody's children: the parent finds them by this.
  if (process.argv[2] === 'agent') writeFileSync(join(folder, `${AGENT_FILE_PREFIX}${process.pid}`), '');
  witness.write({ line: 'began', words: process.argv.slice(2) });
  watchDatabases(witness);
  const unseen = new Set((process.env[UNSEEN_VARIABLE] ?? '').split(','));
  const horizon = process.env[HORIZON_VARIABLE];
  watchCalls(witness, { plugin: new RegExp(plugin), unseen, horizonMs: horizon === undefined ? undefined : Number(horizon) });
  watchAnswers(witness, process.argv[2]);
  witness.point('process.began');
}
