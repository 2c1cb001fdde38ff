import { writeSync } from 'node:fs';
import { systemClock } from '@hostwright/core';
import type { CallName, Dialect } from '@hostwright/host-factory-protocol';
import { answerCall } from '../../call/answer-call.js';
import { openSiteStore } from '../../call/site-store.js';
import { createWakeAndWait } from '../../call/wake-and-wait.js';
import { loadSiteConfiguration, locateSite } from '../../configuration/index.js';
import { describeBuild } from '../build.js';
import { openCallLog } from '../log/log-files.js';
import { runAgent } from '../run-agent.js';
import { join } from 'node:path';

/** What the program is told to do. */
export type ProgramCommand = 'agent' | 'call';

/** A stand-in for the command line: `agent CONF` runs an agent, `call CONF NAME CALL_ID INPUT [DIALECT]` answers one call from the store. */
const [command, directory = '', ...rest] = process.argv.slice(2);
const programPath = process.argv[1] ?? '';
const environment = process.env;
const build = describeBuild({ programPath, version: environment['TEST_VERSION'] ?? '1.0.0', schemaVersion: 1 });
const site = locateSite({ configDirectory: directory, environment });

async function agent(): Promise<void> {
  if (environment['TEST_DIE_AT_START'] !== undefined) process.kill(process.pid, 'SIGKILL');
  const lingerMs = Number(environment['TEST_LINGER_MS'] ?? 5_000);
  const end = await runAgent({ site, environment, build, lingerMs });
  writeSync(1, `${end}\n`);
  process.exit(0);
}

async function call([name, callId = '', inputText = '', dialect = 'symphony']: readonly string[]): Promise<void> {
  const configuration = await loadSiteConfiguration(site, { environment });
  const store = await openSiteStore(configuration);
  const log = openCallLog(configuration);
  const wakeAndWait = createWakeAndWait({
    configuration,
    store,
    environment,
    build,
    program: {
      command: [process.execPath, programPath, 'agent', directory],
      environment,
      crashLogPath: join(site.logDirectory, 'agent-crash.log'),
    },
    logger: log.logger,
    scrubber: log.scrubber,
  });
  const answer = await answerCall({
    configuration,
    store,
    clock: systemClock,
    logger: log.logger,
    dialect: dialect as Dialect,
    name: name as CallName,
    inputText,
    callId,
    signal: new AbortController().signal,
    wakeAndWait,
  });
  await store.close();
  writeSync(1, `${answer.text}\n`);
  process.exit(answer.exitCode);
}

await (command === 'agent' ? agent() : call(rest));
