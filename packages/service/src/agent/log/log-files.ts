import { join } from 'node:path';
import type { Logger } from '@hostwright/core';
import type { SiteConfiguration } from '../../configuration/index.js';
import { createLineLogger } from './line-logger.js';
import { openRotatingFile } from './rotating-file.js';
import { createScrubber, type Scrubber } from './scrubber.js';

/** The agent's decisions. */
export const AGENT_LOG_NAME = 'agent.log';
/** One line for each Host Factory call, whoever answered it, and the decisions of inline mode. */
export const CALLS_LOG_NAME = 'calls.log';
/** What a dying agent printed. */
export const CRASH_LOG_NAME = 'agent-crash.log';

/** The log of Host Factory calls, for a process that answers one. */
export interface CallLog {
  readonly logger: Logger;
  /** Taught every secret that is read while the call is answered. */
  readonly scrubber: Scrubber;
  /** May be repeated. */
  close(): void;
}

/** Opens the log of Host Factory calls. Costs nothing before the first line. */
export function openCallLog(configuration: Pick<SiteConfiguration, 'site' | 'log' | 'templates'>): CallLog {
  const { site, log, templates } = configuration;
  const scrubber = createScrubber();
  for (const { userData } of templates) if (userData !== undefined) scrubber.add(userData);
  const file = openRotatingFile(join(site.logDirectory, CALLS_LOG_NAME), log);
  return { logger: createLineLogger({ file, scrubber, settings: log }), scrubber, close: () => file.close() };
}
