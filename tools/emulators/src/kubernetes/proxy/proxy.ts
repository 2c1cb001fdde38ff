import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { Rules, type Rule, type RuleInputOf } from '../../rules/rules.js';
import { readCall, type Call } from './call.js';
import type { Fault, Reply } from './faults.js';
import { forward, passOn, type Target } from './forward.js';

/** The cluster that a proxy stands before. */
export interface ProxiedCluster {
  readonly url: string;
  readonly caFile: string;
  readonly keyFile: string;
}

/** A call that passed. */
export interface PassedCall extends Call {
  /** What the caller was answered; undefined while it waits. Of a watch: since it began. */
  readonly outcome: number | 'reset' | 'hang' | undefined;
}

/** A proxy on the loopback address, between a client and its cluster. */
export interface KubernetesProxy {
  /** HTTPS, by the cluster's own certificate: who trusts the cluster trusts the proxy. */
  readonly url: string;
  /** Every call so far, oldest first, with its bytes. */
  calls(): readonly PassedCall[];
  /** Number of calls of each action so far. */
  counts(): Readonly<Record<string, number>>;
  /** Strikes calls from now on. */
  rule(rule: RuleInputOf<Call, Fault>): Rule;
  /** Watches that go on through it. */
  readonly openWatches: number;
  /** Ends all watches that go on: as a server does whose time for them is over, or by cutting their connections. @returns how many */
  cutWatches(how: 'cleanly' | 'uncleanly'): number;
  /** Stops it, and cuts what hangs. May be repeated. */
  stop(): Promise<void>;
}

type Entry = { -readonly [Key in keyof PassedCall]: PassedCall[Key] };

/** Starts a proxy before a cluster. It speaks HTTP/1.1, and passes neither exec nor port forwarding. */
export async function startKubernetesProxy({ url, caFile, keyFile }: ProxiedCluster): Promise<KubernetesProxy> {
  const [ca, key] = await Promise.all([readFile(caFile, 'utf8'), readFile(keyFile, 'utf8')]);
  const agent = new Agent({ keepAlive: true });
  const state: State = { target: { url, ca, agent }, rules: new Rules(), watches: new Set() };
  const passed: Entry[] = [];
  const server = createServer({ key, cert: ca }, (incoming, outgoing) => {
    void (async () => {
      const method = incoming.method ?? '';
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
      const entry: Entry = { ...readCall({ method, target: incoming.url ?? '', headers, body: await text(incoming) }), outcome: undefined };
      passed.push(entry);
      await carryOut(entry, method, state, outgoing);
    })().catch(() => outgoing.destroy());
  });
  // Also those that are still shaking hands, which the server's own `closeAllConnections` does not know.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => void sockets.add(socket.on('close', () => sockets.delete(socket))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => passed,
    counts: () => countBy(passed.map(({ action }) => action)),
    rule: (rule) => state.rules.add(rule),
    get openWatches() {
      return state.watches.size;
    },
    cutWatches: (how) => {
      const cut = [...state.watches];
      for (const outgoing of cut) end(outgoing, how === 'cleanly');
      return cut.length;
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      await closed;
    },
  };
}

/** What a proxy works with. */
interface State {
  readonly target: Target;
  readonly rules: Rules<Call, Fault>;
  readonly watches: Set<ServerResponse>;
}

/** Asks the API server and answers the caller, as far as the fault allows. */
async function carryOut(entry: Entry, method: string, state: State, outgoing: ServerResponse): Promise<void> {
  const [fault] = state.rules.strike(entry);
  if (fault?.kind === 'answer') return answer(entry, outgoing, fault.answer(entry));
  if ((fault?.kind === 'reset' || fault?.kind === 'hang') && fault.side === 'before') return fallSilent(entry, outgoing, fault.kind);
  if (fault?.kind === 'delay') await wait(fault.delayMs);
  // Who has gone away waits for nothing: so a watch ends at the API server, too.
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  const incoming = await forward(state.target, method, entry, gone.signal);
  if (fault?.kind === 'reset' || fault?.kind === 'hang') {
    await text(incoming);
    return fallSilent(entry, outgoing, fault.kind);
  }
  entry.outcome = incoming.statusCode;
  await pass(entry, incoming, state, outgoing, fault?.kind === 'cut' ? fault : undefined);
}

async function pass(
  { verb }: Entry,
  incoming: IncomingMessage,
  { watches }: State,
  outgoing: ServerResponse,
  cut: (Fault & { kind: 'cut' }) | undefined,
): Promise<void> {
  if (verb === 'watch') watches.add(outgoing);
  try {
    const complete = await passOn(incoming, outgoing, cut?.events ?? Infinity);
    end(outgoing, complete || cut?.cleanly === true);
  } finally {
    watches.delete(outgoing);
  }
}

function answer(entry: Entry, outgoing: ServerResponse, { status, headers, body }: Reply): void {
  entry.outcome = status;
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function fallSilent(entry: Entry, outgoing: ServerResponse, kind: 'reset' | 'hang'): void {
  entry.outcome = kind;
  if (kind === 'reset') end(outgoing, false);
}

/** Ends an answer: whole, or with its connection. */
function end(outgoing: ServerResponse, cleanly: boolean): void {
  if (cleanly) outgoing.end();
  else outgoing.socket?.destroy();
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
