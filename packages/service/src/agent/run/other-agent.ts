import { hostname } from 'node:os';
import { readPointer } from '../pointer.js';
import { askAgent } from '../socket-client.js';
import { WAKE_ROUTE } from '../wire.js';

const ASK_TIMEOUT_MS = 1_000;

/**
 * Whether an agent with another runtime folder works in the same work directory: one that was started with another environment, so that
 * the lock tells neither of the other. It is woken by that.
 */
export async function isAnotherAtWork(workDirectory: string, socketPath: string): Promise<boolean> {
  const pointer = readPointer(workDirectory);
  if (pointer === undefined || pointer.host !== hostname() || pointer.socketPath === socketPath) return false;
  const reply = await askAgent({ socketPath: pointer.socketPath, method: 'POST', path: WAKE_ROUTE, timeoutMs: ASK_TIMEOUT_MS });
  return reply.kind === 'answered' && reply.status < 300;
}
