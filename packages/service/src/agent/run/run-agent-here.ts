import { isStoreError, type Logger, systemClock } from '@hostwright/core';
import type { SqliteStoreHandle } from '@hostwright/store';
import { keepStoreRecord } from '../../call/new-store.js';
import { openExistingStore } from '../../call/site-store.js';
import { findProgramDirectory, type LoadOptions, loadSiteConfiguration, type SiteConfiguration } from '../../configuration/index.js';
import { releaseDeadLeases } from '../engine/dead-leases.js';
import type { RunAgentInput } from '../run-agent.js';
import { openRuntimeFolder } from '../runtime-folder.js';
import { DEFAULT_LINGER_MS } from './activity.js';
import { Agent, type AgentParts } from './agent.js';
import type { AgentEnd } from './agent-end.js';
import { openAgentLogs } from './agent-logs.js';
import { logLastWords } from './last-words.js';
import { isAnotherAtWork } from './other-agent.js';
import { onProcessEnd } from './process-end.js';
import { takeLock } from './take-lock.js';
import { lookAt } from './work-place.js';

/** See `runAgent`, which loads this. */
export async function runAgentHere(input: RunAgentInput): Promise<AgentEnd> {
  const { site, environment, clock = systemClock } = input;
  const place = lookAt(site.workDirectory);
  if (place === undefined) return 'no-work-directory';
  const runtime = openRuntimeFolder({ workDirectory: site.workDirectory, environment });
  const ended = onProcessEnd(input.signal);
  try {
    const lock = await takeLock(runtime, clock, ended.signal);
    if (lock === undefined) return 'another-runs';
    try {
      if (await isAnotherAtWork(site.workDirectory, runtime.socketPath)) return 'another-runs';
      return await runLocked({ ...input, clock, signal: ended.signal, place, runtime, lock });
    } finally {
      lock.release();
    }
  } finally {
    ended.forget();
  }
}

type Locked = RunAgentInput & Pick<AgentParts, 'clock' | 'signal' | 'place' | 'runtime' | 'lock'>;

async function runLocked(input: Locked): Promise<AgentEnd> {
  const { site, runtime, clock, lingerMs = DEFAULT_LINGER_MS } = input;
  const load = (): Promise<SiteConfiguration> => loadSiteConfiguration(site, loadOptionsOf(input));
  const configuration = await load();
  if (configuration.agent === 'off') return 'switched-off';
  const logs = openAgentLogs(configuration);
  const forgetLastWords = logLastWords(logs.logger);
  try {
    return await runWithStore({ ...input, load, configuration, runtime, clock, lingerMs, logs });
  } catch (error) {
    logs.logger.error({ reason: (error as Error).message }, 'agent failed');
    throw error;
  } finally {
    forgetLastWords();
    logs.close();
  }
}

/** As the program's calls load it, so that they share one snapshot. */
function loadOptionsOf({ environment, build }: RunAgentInput): LoadOptions {
  return { environment, programDirectory: findProgramDirectory(build.programPath) };
}

async function runWithStore(parts: Omit<AgentParts, 'store'>): Promise<AgentEnd> {
  const { configuration, clock, runtime, logs } = parts;
  const store = await openExistingStore(configuration, { clock });
  try {
    if (!(await holdsClaim(store, logs.logger))) return 'claimed';
    await keepStoreRecord(configuration, store);
    await releaseDeadLeases({ store, runtime, logger: logs.logger });
    return await new Agent({ ...parts, store }).run();
  } finally {
    await store.close();
  }
}

/** In a shared work directory one host at a time works. */
async function holdsClaim({ claim }: SqliteStoreHandle, logger: Logger): Promise<boolean> {
  try {
    await claim?.renew();
    return true;
  } catch (error) {
    if (!isStoreError(error) || error.kind !== 'claimed') throw error;
    logger.info({ reason: error.message }, 'another host works in the shared work directory');
    return false;
  }
}
