import { existsSync } from 'node:fs';
import type { Site, Variables } from '../configuration/index.js';
import { findOtherAgent } from './other-place.js';
import { openRuntimeFolder } from './runtime-folder.js';
import { type AgentStatus, HTTP_OK, STATUS_ROUTE } from './wire.js';

/** Whose agent is meant. */
export interface AgentPlace {
  readonly site: Site;
  readonly environment: Variables;
}

/**
 * How an agent answered. `silent`: one runs, and does not answer: it is paused, or hangs. `userId`: whose it is, where another user, or
 * another environment, runs it.
 */
export type AgentFinding =
  | { readonly kind: 'running'; readonly status: AgentStatus; readonly userId?: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'silent'; readonly userId?: number };

const STATUS_TIMEOUT_MS = 2_000;

/**
 * Asks the agent of a site how it is doing, whoever runs it on this host.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: the runtime folder is refused, or this user may not look into the work directory
 */
export async function findAgent(place: AgentPlace): Promise<AgentFinding> {
  for (const { socketPath, userId } of socketsOf(place)) {
    const finding = await ask(socketPath);
    if (finding.kind !== 'absent') return { ...finding, ...(userId !== undefined && { userId }) };
  }
  return { kind: 'absent' };
}

/** The status of a site's agent; undefined when none answers. */
export async function readAgentStatus(place: AgentPlace): Promise<AgentStatus | undefined> {
  const finding = await findAgent(place);
  return finding.kind === 'running' ? finding.status : undefined;
}

/** Lets the agent of a site finish what it is sending, and end. Answers whether none listens any more; true where none ran. */
export async function stopAgent({ timeoutMs, ...place }: AgentPlace & { readonly timeoutMs: number }): Promise<boolean> {
  const { drainAgent } = await import('./drain.js');
  const drained = await Promise.all(socketsOf(place).map(({ socketPath }) => drainAgent({ socketPath, timeoutMs })));
  return drained.every((isDrained) => isDrained);
}

async function ask(socketPath: string): Promise<AgentFinding> {
  const { askAgent } = await import('./socket-client.js');
  const reply = await askAgent({ socketPath, method: 'GET', path: STATUS_ROUTE, timeoutMs: STATUS_TIMEOUT_MS });
  if (reply.kind !== 'answered') return reply;
  return reply.status === HTTP_OK ? { kind: 'running', status: JSON.parse(reply.body) as AgentStatus } : { kind: 'silent' };
}

/** Where this user's agent would listen, and where the one listens that the work directory speaks of. */
function socketsOf({ site, environment }: AgentPlace): readonly { readonly socketPath: string; readonly userId?: number }[] {
  if (!existsSync(site.workDirectory)) return [];
  const { socketPath } = openRuntimeFolder({ workDirectory: site.workDirectory, environment });
  const other = findOtherAgent(site.workDirectory, socketPath);
  return other === undefined ? [{ socketPath }] : [{ socketPath }, other];
}
