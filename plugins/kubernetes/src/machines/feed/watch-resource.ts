import { isProviderError, ProviderError } from '@hostwright/core/provider';
import type { KubernetesSession, WatchEvent } from '../../session/session.js';
import { isExpired, listChunks } from '../list-chunks.js';
import { objectOf, textOf } from '../wire/read.js';

/** A watch is asked to live this long; the server ends it, and a new one begins where it was. */
const LIFETIME_SECONDS = 300;

/** A watch that ends this soon, without a word, was of no use. */
const SHORT_MS = 5_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** What is forbidden is asked for again this rarely. */
const FORBIDDEN_PAUSE_MS = 300_000;

/** What is watched, and who hears of it. */
export interface Watched {
  /** As in permissions: `pods`. */
  readonly resource: string;
  readonly path: string;
  readonly labelSelector?: string;
  readonly onEvent: (event: WatchEvent) => void;
  /** What happened since the last event is not known: at the start, and after every gap. */
  readonly onGap: () => void;
  /** Called with all objects that stand at the start and after a gap. Undefined: only changes are told. */
  readonly onListed?: (objects: readonly unknown[]) => void;
  readonly signal: AbortSignal;
}

/** How far a watch has come: kept event by event, also when it breaks. */
interface Place {
  version: string | undefined;
}

/**
 * Watches a resource until the signal is aborted: from a version that a list named, through bookmarks, with a new watch after every end of the
 * one before, clean or not. When the version is known no more, it begins anew. What may not be watched is tried again rarely.
 */
export async function watchResource(session: KubernetesSession, watched: Watched): Promise<void> {
  const { signal } = watched;
  const place: Place = { version: undefined };
  let failures = 0;
  let longestPauseMs = LONGEST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      place.version ??= await beginAnew(session, watched);
      const [before, beganAtMs] = [place.version, session.context.now()];
      await watchFrom(session, watched, place);
      // A server that ends every watch at once must not be asked without pause.
      const wasShort = place.version === before && session.context.now() < beganAtMs + SHORT_MS;
      failures = wasShort ? failures + 1 : 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!isProviderError(error)) throw error;
      if (isExpired(error)) place.version = undefined;
      failures += 1;
      // An API server that has just started refuses what it will allow a moment later.
      longestPauseMs = error.errorClass === 'PermissionDenied' ? FORBIDDEN_PAUSE_MS : LONGEST_PAUSE_MS;
      if (failures === 1) tell(session, watched, error);
    }
    if (failures > 0) await pause(session, { failures, longestPauseMs, signal });
  }
}

/** Asks for the present version, reads what there is where that is wanted, and says that anything may have changed. */
async function beginAnew(session: KubernetesSession, watched: Watched): Promise<string> {
  const version = await (watched.onListed === undefined
    ? presentVersion(session, watched)
    : versionOfAll(session, watched, watched.onListed));
  if (version === undefined) throw new ProviderError('Unavailable', `list ${watched.resource}: the answer names no version to watch from`);
  watched.onGap();
  return version;
}

async function presentVersion(session: KubernetesSession, { resource, path, labelSelector, signal }: Watched): Promise<string | undefined> {
  const query = { limit: '1', ...(labelSelector === undefined ? {} : { labelSelector }) };
  const { output } = await session.read<unknown>(`list ${resource}`, { method: 'GET', path, query }, { signal });
  return textOf(objectOf(objectOf(output)['metadata'])['resourceVersion']);
}

/** The version of the first chunk: what changed while the others were read is told again. */
async function versionOfAll(
  session: KubernetesSession,
  { resource, path, signal }: Watched,
  onListed: (objects: readonly unknown[]) => void,
): Promise<string | undefined> {
  const objects: unknown[] = [];
  let version: string | undefined;
  for await (const { items, resourceVersion } of listChunks(session, { action: `list ${resource}`, path }, { signal })) {
    objects.push(...items);
    version ??= resourceVersion;
  }
  onListed(objects);
  return version;
}

/** Watches until the watch ends, and keeps the version to go on from. @throws {ProviderError} code `Expired` or `Gone` when there is none */
async function watchFrom(session: KubernetesSession, watched: Watched, place: Place): Promise<void> {
  const { resource, path, labelSelector, signal } = watched;
  const query = {
    watch: '1',
    allowWatchBookmarks: 'true',
    ...(place.version === undefined ? {} : { resourceVersion: place.version }),
    timeoutSeconds: String(LIFETIME_SECONDS),
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
  for await (const event of session.watch(`watch ${resource}`, { method: 'GET', path, query }, signal)) {
    const object = objectOf(event.object);
    if (event.type === 'ERROR')
      throw new ProviderError('NotFound', `watch ${resource}: ${textOf(object['message']) ?? 'it ended'}`, { code: endCodeOf(object) });
    place.version = textOf(objectOf(object['metadata'])['resourceVersion']) ?? place.version;
    if (event.type !== 'BOOKMARK') watched.onEvent(event);
  }
}

/** Whatever the server's reason: from a version that it ended a watch with an error, it is not gone on from. */
function endCodeOf(status: ReturnType<typeof objectOf>): string {
  return textOf(status['reason']) === 'Expired' ? 'Expired' : 'Gone';
}

function tell({ context }: KubernetesSession, { path }: Watched, { errorClass, message }: ProviderError): void {
  const fields = [{ name: 'path', value: path }];
  if (errorClass === 'PermissionDenied') context.log('info', fields, `it may not be watched, sweeps alone show what changes: ${message}`);
  else context.log('warn', fields, `the watch broke: ${message}`);
}

interface Pause {
  /** In a row, at least 1. */
  readonly failures: number;
  readonly longestPauseMs: number;
  readonly signal: AbortSignal;
}

async function pause({ context }: KubernetesSession, { failures, longestPauseMs, signal }: Pause): Promise<void> {
  const pauseMs = Math.min(longestPauseMs, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20)) * (0.5 + context.random() / 2);
  await context.sleep(pauseMs, signal).catch(() => undefined);
}
