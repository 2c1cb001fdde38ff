import { readFile } from 'node:fs/promises';
import { until } from './until.js';

/** A request as the API server keeps it. Source: kubernetes.io/docs/reference/config-api/apiserver-audit.v1 */
export interface AuditEvent {
  readonly auditID: string;
  /** `ResponseStarted` of a watch that goes on. */
  readonly stage: 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic';
  /** As authorization names it: `create`, `deletecollection`, `watch`. */
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly apiGroup?: string;
  };
  readonly responseStatus?: { readonly code?: number; readonly reason?: string; readonly message?: string };
  /** Of the levels Request and RequestResponse: the object as the server understood it, without fields that it does not know. */
  readonly requestObject?: unknown;
  /** Of the level RequestResponse. */
  readonly responseObject?: unknown;
  readonly requestReceivedTimestamp: string;
}

/**
 * Waits until what has begun has ended, watches aside: the server keeps the end of a request after it answered it.
 *
 * @param diedAt - size of the file when a server ended: what it had begun does not end any more
 */
export async function readAuditLog(file: string, diedAt = 0): Promise<readonly AuditEvent[]> {
  return until('requests in the audit log have ended', async () => {
    const log = await readFile(file).catch(() => Buffer.alloc(0));
    const dead = new Set(latestOfEach(log.toString('utf8', 0, diedAt)).map(({ auditID }) => auditID));
    const events = latestOfEach(log.toString());
    return events.some(({ auditID, stage }) => stage === 'RequestReceived' && !dead.has(auditID)) ? undefined : events;
  });
}

/** One event for each request, in order of arrival: what was kept of it last. A line that is still being written does not count. */
export function latestOfEach(log: string): readonly AuditEvent[] {
  const events = new Map<string, AuditEvent>();
  for (const line of log.slice(0, log.lastIndexOf('\n') + 1).split('\n')) {
    if (line === '') continue;
    const event = JSON.parse(line) as AuditEvent;
    events.set(event.auditID, event);
  }
  return [...events.values()];
}
