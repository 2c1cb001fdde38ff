import { existsSync } from 'node:fs';
import type { Site, Variables } from '../configuration/index.js';
import { openRuntimeFolder } from './runtime-folder.js';
import { type AgentStatus, HTTP_OK, STATUS_ROUTE } from './wire.js';

/** Whose agent is meant. */
export interface AgentPlace {
  readonly site: Site;
  readonly environment: Variables;
}

/** How an agent answered. `silent`: one runs, and does not answer: it is paused, or hangs. */
export type AgentFinding =
  | { readonly kind: 'running'; readonly status: AgentStatus }
  | { readonly kind: 'absent' }
  | { readonly kind: 'silent' };

const STATUS_TIMEOUT_MS = 2_000;

/**
 * Asks the agent of a site how it is doing.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: the runtime folder is refused
 */
export async function findAgent(place: AgentPlace): Promise<AgentFinding> {
  const socketPath = socketOf(place);
  if (socketPath === undefined) return { kind: 'absent' };
  const { askAgent } = await import('./socket-client.js');
  const reply = await askAgent({ socketPath, method: 'GET', path: STATUS_ROUTE, timeoutMs: STATUS_TIMEOUT_MS });
  if (reply.kind !== 'answered') return reply;
  return reply.status === HTTP_OK ? { kind: 'running', status: JSON.parse(reply.body) as AgentStatus } : { kind: 'silent' };
}

/** The status of a site's agent; undefined when none answers. */
export async function readAgentStatus(place: AgentPlace): Promise<AgentStatus | undefined> {
  const finding = await findAgent(place);
  return finding.kind === 'running' ? finding.status : undefined;
}

/** Lets the agent of a site finish what it is sending, and end. Answers whether none listens any more; true where none ran. */
export async function stopAgent({ timeoutMs, ...place }: AgentPlace & { readonly timeoutMs: number }): Promise<boolean> {
  const socketPath = socketOf(place);
  if (socketPath === undefined) return true;
  const { drainAgent } = await import('./drain.js');
  return drainAgent({ socketPath, timeoutMs });
}

function socketOf({ site, environment }: AgentPlace): string | undefined {
  if (!existsSync(site.workDirectory)) return undefined;
  return openRuntimeFolder({ workDirectory: site.workDirectory, environment }).socketPath;
}
