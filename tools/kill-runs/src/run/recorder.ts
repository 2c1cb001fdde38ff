import { writeFileSync } from 'node:fs';

/** A call of Host Factory as the judge reads it. */
export interface RecordedCall {
  readonly call: string;
  readonly input: unknown;
  readonly answer: unknown;
  /** Undefined for a call that was killed. */
  readonly exitCode: number | undefined;
  readonly callId: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

const ASKS: ReadonlySet<string> = new Set(['requestMachines', 'requestReturnMachines']);

/** Every call of a run, in the order in which they ended. */
export class Recorder {
  readonly calls: RecordedCall[] = [];

  add(call: RecordedCall): void {
    this.calls.push(call);
  }

  /** Ids of requests that were acknowledged. */
  get acknowledged(): readonly string[] {
    const ids = this.calls
      .filter(({ call, exitCode }) => ASKS.has(call) && exitCode === 0)
      .map(({ answer }) => (answer as { requestId?: string }).requestId);
    return [...new Set(ids.filter((id) => id !== undefined))];
  }

  /** Those of whose end nobody was told: Host Factory asks about no others. */
  get open(): readonly string[] {
    const ended = new Set(this.calls.flatMap(statusesIn).flatMap(({ requestId, status }) => (isEnd(status) ? [requestId] : [])));
    return this.acknowledged.filter((id) => !ended.has(id));
  }

  writeTo(file: string): void {
    writeFileSync(
      file,
      inOrder(this.calls)
        .map((call) => `${JSON.stringify(call)}\n`)
        .join(''),
    );
  }
}

/**
 * Calls that overlap are answered in one order and come back in another: one that still tells of a request as it was before its end was
 * read before, if it began before the first caller knew of that end.
 */
export function inOrder(calls: readonly RecordedCall[]): readonly RecordedCall[] {
  const ends = new Map<string, number>();
  for (const call of calls.toSorted((a, b) => a.endedAtMs - b.endedAtMs)) {
    for (const { requestId, status } of statusesIn(call)) if (isEnd(status) && !ends.has(requestId)) ends.set(requestId, call.endedAtMs);
  }
  const readAtMs = (call: RecordedCall): number => {
    const before = statusesIn(call).flatMap(({ requestId, status }) => (isEnd(status) ? [] : (ends.get(requestId) ?? [])));
    const overtaken = before.filter((endAtMs) => call.startedAtMs <= endAtMs && call.endedAtMs >= endAtMs);
    return Math.min(call.endedAtMs, ...overtaken.map((endAtMs) => endAtMs - 1));
  };
  return calls.toSorted((a, b) => readAtMs(a) - readAtMs(b));
}

function statusesIn({ call, answer }: RecordedCall): readonly { readonly requestId: string; readonly status: string }[] {
  if (call !== 'getRequestStatus') return [];
  return (answer as { readonly requests?: readonly { readonly requestId: string; readonly status: string }[] } | undefined)?.requests ?? [];
}

function isEnd(status: string): boolean {
  return status.startsWith('complete');
}
