import {
  type Clock,
  type ConnectionSetup,
  type Health,
  isHostFactoryError,
  isProviderError,
  type ProviderIdentity,
} from '@hostwright/core';
import { inTime, LookTookTooLong } from './in-time.js';
import { createReadOnlyContext } from './read-only-context.js';

/** How a connection does. */
export interface ConnectionHealth {
  readonly connection: string;
  readonly provider: string;
  readonly status: Health['status'];
  readonly identity: ProviderIdentity | undefined;
  readonly services: Health['services'];
  /** What failed and what to do; undefined when nothing did. */
  readonly problem: string | undefined;
}

/** What {@link checkConnection} goes by. */
export interface CheckInput {
  readonly setup: ConnectionSetup;
  readonly clock: Clock;
  readonly readSecret: (reference: string) => Promise<string>;
  readonly timeoutMs: number;
}

/** Asks the cloud who we are and how its services do. Never rejects, and never waits longer than told. */
export async function checkConnection(input: CheckInput): Promise<ConnectionHealth> {
  const { setup, timeoutMs } = input;
  const { name, definition } = setup;
  try {
    return await inTime(timeoutMs, (signal) => ask(input, signal));
  } catch (error) {
    return {
      connection: name,
      provider: definition.id,
      status: 'unhealthy',
      identity: undefined,
      services: [],
      problem: tellProblem(error),
    };
  }
}

async function ask({ setup, clock, readSecret }: CheckInput, signal: AbortSignal): Promise<ConnectionHealth> {
  const { name, definition, settings } = setup;
  const provider = definition.create(settings, createReadOnlyContext({ connection: name, clock, readSecret }));
  try {
    const identity = await provider.identify({ signal });
    const health = await provider.health({ signal });
    const failing = health.services.filter(({ status }) => status !== 'healthy');
    return {
      connection: name,
      provider: definition.id,
      status: health.status,
      identity,
      services: health.services,
      problem:
        failing.length === 0 ? undefined : failing.map(({ service, message }) => `${service}: ${message ?? 'not healthy'}`).join('; '),
    };
  } finally {
    await provider.dispose?.();
  }
}

/** Our errors are written for people; anything else a plugin throws may hold secrets. */
function tellProblem(error: unknown): string {
  if (isProviderError(error)) return `${error.errorClass}: ${error.message}`;
  if (isHostFactoryError(error) || error instanceof LookTookTooLong) return error.message;
  return `the plugin failed with ${error instanceof Error ? error.name : typeof error}; report it to its authors`;
}
