import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { createInterface } from 'node:readline';
import type { Place } from './ask.js';

/** A watch. */
export interface Watch {
  /** Its events so far, as they were sent. */
  readonly lines: readonly string[];
  /** How it ended: with the answer's end, or with the connection's. */
  readonly ended: Promise<'cleanly' | 'uncleanly'>;
  stop(): void;
}

/** Watches a path, such as `/api/v1/pods?watch=1`. */
export function watch({ url, caFile, token }: Place, path: string): Watch {
  const lines: string[] = [];
  const asked = get(new URL(path, url), { ca: readFileSync(caFile), headers: { authorization: `Bearer ${token}` } });
  const ended = (async () => {
    const [incoming] = (await once(asked, 'response').catch(() => [])) as [IncomingMessage?];
    // Cut before it was heard of.
    if (incoming === undefined) return 'uncleanly';
    const reader = createInterface({ input: incoming }).on('line', (line) => lines.push(line));
    // Both tell of a cut connection, and so does `complete`.
    for (const each of [incoming, reader]) each.on('error', () => undefined);
    await new Promise((closed) => incoming.on('close', closed));
    return incoming.complete ? 'cleanly' : 'uncleanly';
  })();
  return { lines, ended, stop: () => void asked.destroy() };
}
