import { closeSync, constants, openSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname } from 'node:path';
import type { Clock, Store } from '@hostwright/core';
import { makeFolder } from '../make-folder.js';
import { openToAppend } from '../own-file.js';
import { isNewerBuild } from './build.js';
import { drainAgent } from './drain.js';
import { inheritedDescriptors } from './inherited-descriptors.js';
import { isBuild, type AgentBuild } from './pointer.js';
import type { Environment } from './runtime-folder.js';
import { askAgent } from './socket-client.js';
import { decideStart } from './starts.js';
import { WAKE_ROUTE, type WakeAnswer } from './wire.js';

/** How an agent is started. */
export interface AgentProgram {
  /** Program and arguments, for example `['/usr/bin/node', '/opt/host-factory/bin.js', 'agent', 'run']`. */
  readonly command: readonly [string, ...string[]];
  readonly environment: Environment;
  /** Takes what a dying agent prints; made where it does not exist. */
  readonly crashLogPath: string;
}

/** What {@link wakeAgent} goes by. */
export interface WakeInput {
  readonly socketPath: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly program: AgentProgram;
  /** The caller's own build: an agent of an older one is drained, and one of this build is started. */
  readonly build: AgentBuild;
}

/**
 * What became of it. `woken`: an agent works and looks at once. `started`: one was started. `starting`: another process is starting one.
 * `silent`: one runs and does not answer. `inline`: background processes do not survive here; the caller works itself.
 */
export type WakeOutcome = 'woken' | 'started' | 'starting' | 'silent' | 'inline';

const WAKE_TIMEOUT_MS = 1_000;
/** An older agent that is still sending after this time is left to end by itself; the next call starts the new one. */
const DRAIN_TIMEOUT_MS = 2_000;
/** A crash log that has grown beyond this is begun anew. */
const CRASH_LOG_MAX_BYTES = 1024 * 1024;

/** Wakes the agent of a work directory, and starts one where none runs. May be repeated at any rate. */
export async function wakeAgent(input: WakeInput): Promise<WakeOutcome> {
  const reply = await askAgent({
    socketPath: input.socketPath,
    method: 'POST',
    path: WAKE_ROUTE,
    timeoutMs: WAKE_TIMEOUT_MS,
  });
  if (reply.kind === 'silent') return 'silent';
  if (reply.kind === 'answered' && reply.status < 300) {
    if (!isOlder(reply.body, input.build)) return 'woken';
    const drained = await drainAgent({ socketPath: input.socketPath, timeoutMs: DRAIN_TIMEOUT_MS, replace: true, clock: input.clock });
    if (!drained) return 'starting';
  }
  const decision = await decideStart(input.store, input.clock.now());
  if (decision !== 'start') return decision;
  spawnAgent(input.program);
  return 'started';
}

function isOlder(body: string, mine: AgentBuild): boolean {
  try {
    const { build } = JSON.parse(body) as Partial<WakeAnswer>;
    return isBuild(build) && isNewerBuild(mine, build);
  } catch {
    return false;
  }
}

/**
 * Starts an agent that outlives this process and holds none of its descriptors.
 * The agent itself makes sure that it is the only one, so that starting too many is harmless.
 */
export function spawnAgent(program: AgentProgram): void {
  // Most calls find an agent that works: only who starts one loads this.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const nothing = openSync(devNull, 'r+');
  const crashLog = openCrashLog(program.crashLogPath);
  const [command, ...commandArguments] = program.command;
  const child = spawn(command, commandArguments, {
    detached: true,
    cwd: '/',
    env: { ...program.environment },
    stdio: [nothing, nothing, crashLog ?? nothing, ...furtherDescriptors(nothing)],
  });
  // A program that cannot be started shows as a start without progress; `doctor` tells of it.
  child.on('error', () => undefined);
  child.unref();
  closeSync(nothing);
  if (crashLog !== undefined) closeSync(crashLog);
}

/** Puts nothing where the agent would inherit what our caller left open: a caller may wait for the end of it. */
function furtherDescriptors(nothing: number): readonly ('ignore' | number)[] {
  const inherited = new Set(inheritedDescriptors());
  const first = 3;
  return Array.from({ length: Math.max(first, ...[...inherited].map((last) => last + 1)) - first }, (_, index) =>
    inherited.has(first + index) ? nothing : 'ignore',
  );
}

function openCrashLog(path: string): number | undefined {
  try {
    makeFolder(dirname(path));
    const isFull = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > CRASH_LOG_MAX_BYTES;
    return openToAppend(path, 0o600, isFull ? constants.O_TRUNC : 0);
  } catch {
    return undefined;
  }
}
