import { join } from 'node:path';
import type { Logger } from '@hostwright/core';
import type { LogSettings, SiteConfiguration } from '../../configuration/index.js';
import { createAgentLogger } from '../log/agent-logger.js';
import { createLineLogger } from '../log/line-logger.js';
import { AGENT_LOG_NAME, CALLS_LOG_NAME } from '../log/log-files.js';
import { openRotatingFile } from '../log/rotating-file.js';
import { createScrubber, type Scrubber } from '../log/scrubber.js';

/** The logs of one agent. */
export interface AgentLogs {
  readonly logger: Logger;
  readonly callLogger: Logger;
  readonly scrubber: Scrubber;
  /** Takes changed settings into use. */
  apply(settings: LogSettings): void;
  close(): void;
}

/** Opens the agent's own log and the log of calls. */
export function openAgentLogs({ site, log }: Pick<SiteConfiguration, 'site' | 'log'>): AgentLogs {
  const settings = { ...log };
  const scrubber = createScrubber();
  const own = openRotatingFile(join(site.logDirectory, AGENT_LOG_NAME), settings);
  const calls = openRotatingFile(join(site.logDirectory, CALLS_LOG_NAME), settings);
  return {
    logger: createAgentLogger({ file: own, scrubber, settings }),
    callLogger: createLineLogger({ file: calls, scrubber, settings }),
    scrubber,
    apply: (fresh) => void Object.assign(settings, fresh),
    close: () => {
      own.close();
      calls.close();
    },
  };
}
