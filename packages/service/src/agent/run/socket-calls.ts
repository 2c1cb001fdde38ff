import { type Clock, newId, type Store, systemRandom } from '@hostwright/core';
import type { WakeAndWait } from '@hostwright/host-factory-protocol';
import { answerCall } from '../../call/answer-call.js';
import type { CallReply, CallRequest } from '../server.js';
import type { AgentLogs } from './agent-logs.js';
import type { ConfigurationWatch } from './configuration-watch.js';
import { isCallName, isDialect, servesDirectory } from './serves.js';

/** What stands behind the calls of an agent's socket. */
export interface SocketCallParts {
  readonly watch: ConfigurationWatch;
  readonly store: Store;
  readonly clock: Clock;
  readonly logs: AgentLogs;
  readonly wakeAndWait: WakeAndWait;
}

/** A call is not held up longer than this by a new configuration whose plugin takes its time. */
const CONFIGURATION_WAIT_MS = 1_000;

/** Answers a call by the configuration on disk; undefined when it is not for this agent. */
export async function answerSocketCall(parts: SocketCallParts, request: CallRequest): Promise<CallReply | undefined> {
  const { watch, store, clock, logs, wakeAndWait } = parts;
  const { name, inputText, callId, signal } = request;
  const { site } = watch.current;
  const dialect = isDialect(request.dialect) ? request.dialect : site.dialect;
  if (!isCallName(name) || dialect === undefined || !servesDirectory(site, request.configurationDirectory)) return undefined;
  await Promise.race([watch.look(), clock.sleep(CONFIGURATION_WAIT_MS, signal).catch(() => undefined)]);
  return answerCall({
    configuration: watch.current,
    store,
    clock,
    logger: logs.callLogger,
    dialect,
    name,
    inputText,
    callId: callId ?? newId(systemRandom, 'call'),
    signal,
    wakeAndWait,
  });
}
