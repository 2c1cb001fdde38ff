import type { Clock } from '@hostwright/core';
import type { Site, Variables } from '../configuration/index.js';
import type { AgentBuild } from './pointer.js';
import type { AgentEnd } from './run/agent-end.js';

/** What an agent runs on. */
export interface RunAgentInput {
  readonly site: Site;
  readonly environment: Variables;
  /** The program that runs: an agent whose program file is replaced ends, and the next call starts the new one. */
  readonly build: AgentBuild;
  /** Ends it in good order, as SIGTERM and SIGINT do. */
  readonly signal?: AbortSignal;
  /** How long nothing must be open before it ends. @default 5000 */
  readonly lingerMs?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/**
 * Works on a deployment until nothing is open: launches, sweeps, and answers Host Factory's calls on its socket. There is at most one for a
 * work directory, host and user: a second one ends at once.
 *
 * Resolves when all is finished; the process should exit then, because a cloud call that hangs may keep it alive.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: there is no configuration to start with, or the runtime folder is refused
 * @throws {StoreError} the store cannot be opened
 */
export async function runAgent(input: RunAgentInput): Promise<AgentEnd> {
  // Programs that answer one call import this module's neighbours, and must not load what only an agent needs.
  const { runAgentHere } = await import('./run/run-agent-here.js');
  return runAgentHere(input);
}
