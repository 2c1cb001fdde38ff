import type { ConnectionState, Request } from '@hostwright/core';
import { tellError } from './answer.js';
import type { CallContext, CallInfo } from './options.js';

/** Connections that cannot do anything at present, by name, each with the reason in a sentence. */
export type Obstacles = ReadonlyMap<string, string>;

/** Why connections cannot work at present. An answer is never kept back because this cannot be read. */
export async function readObstacles(context: CallContext, info: CallInfo): Promise<Obstacles> {
  try {
    const views = await context.queries.connections();
    const broken = await context.brokenConnections();
    return new Map([
      ...views.flatMap(({ state }) => obstacleOf(state) ?? []),
      ...broken.map(({ name, message }) => brokenObstacle(name, message)),
    ]);
  } catch (error) {
    context.logger.warn({ callId: info.callId, error: tellError(error) }, 'obstacles could not be read');
    return new Map();
  }
}

/** What keeps the connections of a request from working; empty when nothing does, or the request has ended. */
export function obstaclesTo(request: Request, obstacles: Obstacles): string {
  if (request.state === 'ended') return '';
  const connections = new Set(request.kind === 'acquire' ? [request.connection] : pendingConnections(request));
  return [...connections].flatMap((connection) => obstacles.get(connection) ?? []).join(' ');
}

function pendingConnections({ targets }: Extract<Request, { kind: 'return' }>): readonly string[] {
  return targets.flatMap(({ state, connection }) => (state === 'pending' && connection !== undefined ? [connection] : []));
}

type Obstacle = readonly [connection: string, reason: string];

function obstacleOf({ connection, halt, breaker, lastSweep }: ConnectionState): [Obstacle] | undefined {
  if (halt?.kind === 'store-is-old') {
    const what = `The store is older than the cloud of ${connection}: nothing is launched or ended there before the store is rebuilt.`;
    return [[connection, `${what} Run "host-factory store rebuild".`]];
  }
  if (halt !== undefined) return [named(connection, `is halted: ${halt.message}`)];
  if (breaker.openUntilMs !== undefined)
    return [named(connection, `cannot be used: ${breaker.lastMessage ?? breaker.lastErrorClass ?? ''}`)];
  if (lastSweep?.outcome === 'failed') return [named(connection, `could not be listed: ${lastSweep.message ?? 'no reason is known'}`)];
  return undefined;
}

/** Most such messages name the connection themselves. */
function brokenObstacle(connection: string, message: string): Obstacle {
  return message.includes(`connection "${connection}"`) ? [connection, sentence(message)] : named(connection, `cannot be used: ${message}`);
}

function named(connection: string, what: string): Obstacle {
  return [connection, sentence(`Connection ${connection} ${what}`)];
}

function sentence(text: string): string {
  const plain = text.replace(/[.:\s]+$/, '');
  return /[?!]$/.test(plain) ? plain : `${plain}.`;
}
