import { join } from 'node:path';
import { type Clock, isHostFactoryError, type Logger, silentLogger, type Store, systemClock } from '@hostwright/core';
import type { WakeAndWait } from '@hostwright/host-factory-protocol';
import type { AgentBuild } from '../agent/pointer.js';
import { createScrubber, type Scrubber } from '../agent/log/scrubber.js';
import { openRuntimeFolder, type RuntimeFolder } from '../agent/runtime-folder.js';
import type { AgentProgram } from '../agent/starter.js';
import type { SiteConfiguration, Variables } from '../configuration/index.js';
import type { WorkedBy } from './answer-call.js';
import { pollUntil } from './poll.js';

/** What {@link createWakeAndWait} goes by. */
export interface WakeAndWaitOptions {
  readonly configuration: SiteConfiguration;
  readonly store: Store;
  /** How an agent is started. */
  readonly program: AgentProgram;
  /** The caller's own build. */
  readonly build: AgentBuild;
  readonly environment: Variables;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default writes nothing */
  readonly logger?: Logger;
  /** Belongs to `logger`: taught the secrets that inline mode reads. @default none */
  readonly scrubber?: Scrubber;
}

/** The lock of inline work where there is no runtime folder. */
const INLINE_LOCK_NAME = 'inline-lock.db';

/** What is waited for, and how long. */
export type WaitRequest = Parameters<WakeAndWait>[0];

/** Options with every default filled in, and where the agent's runtime folder lies. */
export interface WakeContext extends Required<WakeAndWaitOptions> {
  readonly runtime: RuntimeFolder;
}

/**
 * Sees to it that somebody works on what is open: the background agent, which is started where none runs; or, with `agent: off` and on
 * hosts where background processes do not survive, this process for a bounded time.
 *
 * What it answers says who worked. It loads what it needs when it is called: most calls need no one.
 */
export function createWakeAndWait(options: WakeAndWaitOptions): (request: WaitRequest) => Promise<WorkedBy> {
  const filled = { clock: systemClock, logger: silentLogger, scrubber: createScrubber(), ...options };
  return async (request) => {
    const found = findRuntime(filled);
    if (found.refusal !== undefined)
      filled.logger.warn({ reason: found.refusal }, 'no agent can be reached or started: the call works itself');
    const context: WakeContext = { ...filled, runtime: found.runtime };
    if (filled.configuration.agent === 'off' || found.refusal !== undefined) return workHere(context, request);
    return letAgentWork(context, request);
  };
}

/**
 * Where a runtime folder is refused, what was accepted must be worked on all the same: the lock then lies in the work directory. Should that
 * be shared with other hosts, the claim on its store keeps them apart, too.
 */
function findRuntime({ configuration, environment }: WakeAndWaitOptions): { readonly runtime: RuntimeFolder; readonly refusal?: string } {
  const { workDirectory } = configuration.site;
  try {
    return { runtime: openRuntimeFolder({ workDirectory, environment }) };
  } catch (error) {
    if (!isHostFactoryError(error)) throw error;
    const runtime = { folder: workDirectory, socketPath: '', lockPath: join(workDirectory, INLINE_LOCK_NAME) };
    return { runtime, refusal: error.message };
  }
}

async function letAgentWork(context: WakeContext, request: WaitRequest): Promise<WorkedBy> {
  const { wakeAgent } = await import('../agent/starter.js');
  const { store, clock, program, build, logger, runtime } = context;
  const wake = (): ReturnType<typeof wakeAgent> => wakeAgent({ socketPath: runtime.socketPath, store, clock, program, build });
  const outcome = await wake();
  if (outcome === 'inline') return workHere(context, request);
  if (outcome !== 'woken') logger.info({ outcome }, 'agent was not there to be woken');
  await pollUntil({ ...request, clock, remind: wake });
  return 'other';
}

async function workHere(context: WakeContext, request: WaitRequest): Promise<WorkedBy> {
  const { workInline } = await import('./inline.js');
  return workInline(context, request);
}
