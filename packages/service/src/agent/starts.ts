import { hostname } from 'node:os';
import type { Store } from '@hostwright/core';

/** Starts of an agent on one host that came to nothing. */
export interface AgentStarts {
  readonly startsWithoutProgress: number;
  readonly lastStartAtMs: number;
}

/** After this many starts without progress the host is taken for one that ends background processes. */
export const STARTS_BEFORE_INLINE = 3;
/** A start is given this long before another process starts one too. */
export const STARTING_MS = 5_000;
/** An inline host tries a background agent again after this time: sites change. */
export const INLINE_RETRY_MS = 60 * 60_000;

/** What a process that found no agent should do. */
export type StartDecision = 'start' | 'starting' | 'inline';

const NONE: AgentStarts = { startsWithoutProgress: 0, lastStartAtMs: 0 };

/** Whether the starts so far say that agents do not survive on this host. */
export function isInlineHost(starts: AgentStarts): boolean {
  return starts.startsWithoutProgress >= STARTS_BEFORE_INLINE;
}

/** Decides, and counts the start that follows from it. Among processes that ask at once, one is told to start. */
export async function decideStart(store: Store, nowMs: number, host = hostname()): Promise<StartDecision> {
  return store.write(
    async (tx) => {
      const starts = parseStarts(await tx.note(noteKey(host)));
      const decision = decide(starts, nowMs);
      if (decision === 'start') await tx.saveNote(noteKey(host), JSON.stringify(oneMore(starts, nowMs)));
      return decision;
    },
    { durable: false },
  );
}

/** Starts counted so far on a host. */
export async function readStarts(store: Store, host = hostname()): Promise<AgentStarts> {
  return parseStarts(await store.read((tx) => tx.note(noteKey(host))));
}

/** An agent got something done, or ended in good order: its start was none in vain. */
export async function forgetStarts(store: Store, host = hostname()): Promise<void> {
  const note = await store.read((tx) => tx.note(noteKey(host)));
  if (note === undefined) return;
  await store.write((tx) => tx.saveNote(noteKey(host), undefined), { durable: false });
}

function decide(starts: AgentStarts, nowMs: number): StartDecision {
  const sinceLastMs = Math.abs(nowMs - starts.lastStartAtMs);
  if (isInlineHost(starts)) return sinceLastMs < INLINE_RETRY_MS ? 'inline' : 'start';
  return sinceLastMs < STARTING_MS ? 'starting' : 'start';
}

function oneMore(starts: AgentStarts, nowMs: number): AgentStarts {
  return { startsWithoutProgress: starts.startsWithoutProgress + 1, lastStartAtMs: nowMs };
}

function noteKey(host: string): string {
  return `agent-starts/${host}`;
}

function parseStarts(note: string | undefined): AgentStarts {
  if (note === undefined) return NONE;
  const value = JSON.parse(note) as Partial<AgentStarts>;
  return {
    startsWithoutProgress: value.startsWithoutProgress ?? 0,
    lastStartAtMs: value.lastStartAtMs ?? 0,
  };
}
