import { writeSync } from 'node:fs';
import { isStoreError, type Store, systemClock } from '@hostwright/core/ports';
import { CLAIM_NOTE } from '../claim/claim-note.js';
import { backupStore } from '../maintenance/backup.js';
import { verifyStore } from '../maintenance/verify.js';
import { openSqliteStore, openWithSchema, type SqliteStoreHandle } from '../sqlite/open.js';
import { acquireRequest, event, intent, machine } from './records.js';
import { countingSchema } from './counting-schema.js';

/** What a child process does with a store; the first argument is this as JSON. Each line that it prints is JSON. */
export type ChildTask =
  /** Commits so many requests, each in a transaction of its own. Prints each once it is acknowledged. */
  | { readonly do: 'commit'; readonly file: string; readonly name: string; readonly transactions: number }
  /** Commits until it is killed: a request, its intent, three machines and an event at a time. Prints each once it is acknowledged. */
  | { readonly do: 'commit-for-ever'; readonly file: string; readonly name: string }
  /** Opens with the schema of {@link countingSchema}. */
  | { readonly do: 'migrate'; readonly file: string; readonly version: number }
  /** Opens, reads all requests, then tries one change. Prints how each of the three went. */
  | { readonly do: 'try'; readonly file: string; readonly readOnly: boolean }
  /** Writes notes of 64 KiB until one is refused, then tries again to read and to write. */
  | { readonly do: 'fill'; readonly file: string }
  /** Makes a backup. Prints how that went. */
  | { readonly do: 'back-up'; readonly file: string; readonly target: string }
  /** Works as one of several hosts on a shared file, see {@link HostTask}. */
  | HostTask
  /** Verifies. Prints how many damages were found. */
  | { readonly do: 'verify'; readonly file: string };

/**
 * Commits an event at a time until it is killed, with pauses in which it can be stopped. Prints each that is acknowledged, and each refusal,
 * after which it tries again.
 */
interface HostTask {
  readonly do: 'host';
  readonly file: string;
  readonly name: string;
  readonly silenceMs: number;
  /** How far this host's own clock is off. */
  readonly clockOffMs?: number;
  /** Takes the claim from whoever holds it before it begins. */
  readonly takeOver?: boolean;
}

/** What a host prints. */
export type HostLine = { readonly committed: string; readonly epoch: number } | { readonly refused: string; readonly message: string };

/** How a step went. */
export interface StepReport {
  readonly step: 'open' | 'read' | 'write' | 'migrate' | 'back-up' | 'verify';
  /** Undefined when it went well; otherwise a StoreErrorKind, or `other`. */
  readonly refused?: string;
  readonly message?: string;
  /** What was read or written. */
  readonly found?: number;
}

const FILLING = 'x'.repeat(65_536);

const TASKS: { readonly [Do in ChildTask['do']]: (task: Extract<ChildTask, { do: Do }>) => Promise<void> } = {
  commit: async ({ file, name, transactions }) => {
    const store = await openSqliteStore({ file, busyTimeoutMs: 60_000 });
    for (let number = 1; number <= transactions; number += 1) await commitOne(store, name, number);
    await store.close();
  },
  'commit-for-ever': async ({ file, name }) => {
    const store = await openSqliteStore({ file, busyTimeoutMs: 60_000 });
    for (let number = 1; ; number += 1) await commitOne(store, name, number);
  },
  migrate: async ({ file, version }) => {
    await report('migrate', async () => (await openWithSchema({ file, busyTimeoutMs: 60_000 }, countingSchema(version))).close());
  },
  try: async ({ file, readOnly }) => {
    const store = await report('open', () => openSqliteStore({ file, readOnly, busyTimeoutMs: 200 }));
    if (store === undefined) return;
    await report('read', () => store.read(async (tx) => (await tx.requests({})).length));
    await report('write', () => store.write((tx) => tx.saveRequest(acquireRequest({ requestId: 'req-tried', callId: 'call-tried' }))));
    await store.close();
  },
  fill: async ({ file }) => {
    const store = await openSqliteStore({ file, busyTimeoutMs: 200 });
    let written = 0;
    const writeOne = () => store.write((tx) => tx.saveNote(`filling-${written}`, FILLING));
    while (written < 1_000 && (await isAcknowledged(writeOne))) written += 1;
    print({ step: 'write', found: written });
    await report('write', writeOne);
    await report('read', async () => countNotes(store));
    await store.close();
  },
  host: async (task) => {
    const store = await openAsHost(task);
    if (task.takeOver === true) await patiently(() => store.claim?.takeOver());
    for (let number = 1; ; number += 1) {
      try {
        print(await commitAsHost(store, task.name, number));
      } catch (error) {
        print(asRefusal(error));
      }
      await systemClock.sleep(BETWEEN_COMMITS_MS);
    }
  },
  'back-up': async ({ file, target }) => {
    await report('back-up', async () => backupStore({ file, target }));
  },
  verify: async ({ file }) => {
    await report('verify', async () => (await verifyStore({ file })).damages.length);
  },
};

const BETWEEN_COMMITS_MS = 15;

async function openAsHost({ file, name, silenceMs, clockOffMs = 0 }: HostTask): Promise<SqliteStoreHandle> {
  const now = Date.now;
  Date.now = () => now() + clockOffMs;
  const host = { hostId: name, bootId: 'boot', name };
  // The store may be in the making by another host.
  return patiently(() => openSqliteStore({ file, sharing: 'shared', claimSilenceMs: silenceMs, host, busyTimeoutMs: 500 }));
}

async function patiently<Result>(attempt: () => Promise<Result> | Result): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      print(asRefusal(error));
    }
  }
}

async function commitAsHost(store: Store, name: string, number: number): Promise<HostLine> {
  return store.write(async (tx) => {
    const { epoch } = JSON.parse((await tx.note(CLAIM_NOTE)) ?? '{}') as { readonly epoch: number };
    const committed = `${name}-${process.pid}-${number}`;
    await tx.appendEvents(epoch, [event(committed)]);
    return { committed, epoch };
  });
}

/** Whatever else may happen is a fault of the test, or of the store. */
function asRefusal(error: unknown): HostLine {
  if (isStoreError(error) && (error.kind === 'claimed' || error.kind === 'busy')) return { refused: error.kind, message: error.message };
  throw error;
}

/** One request with what belongs to it, under the next sequence number. */
async function commitOne(store: Store, name: string, number: number): Promise<void> {
  const requestId = `req-${name}-${number}`;
  const sequence = await store.write(async (tx) => {
    const next = await tx.nextSequence();
    await tx.saveRequest(acquireRequest({ requestId, callId: `call-${name}-${number}` }));
    await tx.saveIntent(intent({ intentId: `int-${name}-${number}`, requestId, sequence: next }));
    await tx.saveMachines([1, 2, 3].map((part) => machine({ machineId: `i-${name}-${number}-${part}`, requestId })));
    await tx.appendEvents(next, [event(requestId)]);
    return next;
  });
  print({ requestId, sequence });
}

async function countNotes(store: Store): Promise<number> {
  return store.read(async (tx) => {
    let count = 0;
    while ((await tx.note(`filling-${count}`)) !== undefined) count += 1;
    return count;
  });
}

async function isAcknowledged(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (isStoreError(error)) return false;
    throw error;
  }
}

async function report<Result>(step: StepReport['step'], action: () => Promise<Result>): Promise<Result | undefined> {
  try {
    const result = await action();
    print({ step, ...(typeof result === 'number' ? { found: result } : {}) });
    return result;
  } catch (error) {
    print({ step, refused: isStoreError(error) ? error.kind : 'other', message: String(error) });
    return undefined;
  }
}

/** Synchronous: what is printed was acknowledged, and what was acknowledged is printed unless the process is killed between the two. */
function print(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
// The table gives each name the function for its tasks.
await (TASKS[task.do] as (task: ChildTask) => Promise<void>)(task);
