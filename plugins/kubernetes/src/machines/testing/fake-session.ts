import { ProviderError, type LogField, type ProviderContext } from '@hostwright/core/provider';
import type { Namespaces } from '../../session/namespaces.js';
import type { Answered, ApiRequest, KubernetesSession, WatchEvent } from '../../session/session.js';
import { settingsSchema } from '../../settings/schema.js';

/** One call that went through the session. */
export interface SentCall {
  readonly action: string;
  readonly effect: 'read' | 'create' | 'delete';
  readonly request: ApiRequest;
}

/** What a cluster answers in place of a real one: the body, or an error that it throws. */
export type Answer = (call: SentCall) => unknown;

/** A session without a cluster. */
export interface FakeSession extends KubernetesSession {
  readonly calls: SentCall[];
  readonly logLines: string[];
  /** Time that its context tells; sleeping moves it. */
  nowMs: number;
}

/** What a {@link fakeSession} may be given. */
export interface FakeParts {
  readonly answer?: Answer;
  readonly namespaces?: Namespaces;
  /** Events of each watch that is opened, the first one's first. */
  readonly watch?: (action: string, request: ApiRequest, signal: AbortSignal) => AsyncIterable<WatchEvent>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export const SERVER_TIME_MS = Date.parse('2026-05-01T12:00:00Z');
export const CLUSTER = { account: 'c1u5ter', region: 'cluster', principal: 'tester' } as const;

/** Makes one. Without an answer, every call finds nothing. */
export function fakeSession({ answer, namespaces, watch, settings = {} }: FakeParts = {}): FakeSession {
  const calls: SentCall[] = [];
  const logLines: string[] = [];
  const ask = async (call: SentCall): Promise<Answered<never>> => {
    calls.push(call);
    // Answers come later, as from a cluster: calls that are under way together are seen to be.
    await new Promise((resolve) => setImmediate(resolve));
    if (answer === undefined) throw notFound();
    return { output: (await answer(call)) as never, providerTimeMs: SERVER_TIME_MS };
  };
  const session: FakeSession = {
    calls,
    logLines,
    nowMs: 1_000_000,
    settings: settingsSchema.parse({ server: 'https://127.0.0.1:1', ...settings }),
    context: contextOf(() => session),
    read: (action, request) => ask({ action, effect: 'read', request }),
    write: (action, effect, request) => ask({ action, effect, request }),
    watch: watch ?? (() => neverending()),
    identity: async () => CLUSTER,
    namespaces: async () => namespaces ?? { default: 'grid', listed: ['grid'] },
    close: () => undefined,
  };
  return session;
}

function contextOf(session: () => FakeSession): ProviderContext {
  return {
    connection: 'test',
    call: () => Promise.reject(new Error('the fake makes no calls')),
    secret: async (reference) => reference,
    now: () => session().nowMs,
    sleep: async (durationMs, signal) => {
      signal.throwIfAborted();
      session().nowMs += durationMs;
      await new Promise((resolve) => setImmediate(resolve));
    },
    random: () => 0.5,
    log: (level: string, _fields: readonly LogField[], message: string) => void session().logLines.push(`${level}: ${message}`),
  };
}

function neverending(): AsyncIterable<WatchEvent> {
  return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) };
}

export function notFound(code = 'NotFound'): ProviderError {
  return new ProviderError('NotFound', 'there is none', { code });
}

/** What operations take beside what they are about. */
export const READ = { signal: new AbortController().signal };
