import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_FILE_PREFIX, FOLDER_VARIABLE } from '../points/halt-files.js';
import { watchAnswers } from './watch-answers.js';
import { watchCalls } from './watch-calls.js';
import { watchDatabases } from './watch-databases.js';
import { Witness } from './witness.js';

/** Names the plugin whose calls are watched, as a pattern of its module's path. */
const PLUGIN_VARIABLE = 'KILL_RUN_PLUGIN';

const folder = process.env[FOLDER_VARIABLE];
const plugin = process.env[PLUGIN_VARIABLE];
if (folder !== undefined && plugin !== undefined) {
  const witness = new Witness(folder);
  // Calls start agents, too, that are nobody's children: the parent finds them by this.
  if (process.argv[2] === 'agent') writeFileSync(join(folder, `${AGENT_FILE_PREFIX}${process.pid}`), '');
  witness.write({ line: 'began', words: process.argv.slice(2) });
  watchDatabases(witness);
  watchCalls(witness, new RegExp(plugin));
  watchAnswers(witness, process.argv[2]);
  witness.point('process.began');
}
