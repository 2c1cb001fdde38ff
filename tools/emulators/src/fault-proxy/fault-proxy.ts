import { appendFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { RecordedRequest } from '../moto/recorded-request.js';
import { Rules, type Rule } from '../rules/rules.js';
import { readCall, type Call } from './call.js';
import { newCorrections, type Corrections, type Forward } from './corrections/index.js';
import type { Reply, Sent } from './message.js';
import { rememberConstants } from './remember.js';
import type { Fault, RuleInput } from './rule.js';

/** How a proxy is started. */
export interface FaultProxyOptions {
  /** Mends what moto does otherwise than AWS, by the named rules of the README. @default false */
  readonly correct?: boolean;
  /** The account in which moto carries out what passes here. @default as moto reads it from the keys */
  readonly account?: string;
  /** Asks the emulator once for its long lists that never change, such as the machine types. @default false */
  readonly rememberConstants?: boolean;
  /** File to which every request is appended as it was sent, one JSON line each. */
  readonly recordTo?: string;
}

/** A call that passed. */
export interface PassedCall {
  readonly service: string;
  readonly region: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the caller was answered; undefined while it waits. */
  readonly outcome: number | 'reset' | 'hang' | undefined;
}

/** A proxy on the loopback address, between an SDK and its emulator. */
export interface FaultProxy {
  readonly url: string;
  /** Every call so far, oldest first. */
  calls(): readonly PassedCall[];
  /** Number of calls of each action so far. */
  counts(): Readonly<Record<string, number>>;
  /** Strikes calls from now on. */
  rule(rule: RuleInput): Rule;
  /** Stops it, and cuts what hangs. May be repeated. */
  stop(): Promise<void>;
}

/**
 * Starts a proxy before an emulator of AWS.
 *
 * @param target - the emulator's address
 */
export async function startFaultProxy(target: string, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const rules = new Rules<Call, Fault>();
  const passed: { -readonly [Key in keyof PassedCall]: PassedCall[Key] }[] = [];
  const corrections = options.correct === true ? newCorrections() : undefined;
  const ask: Forward = (call) => send(target, call.sent, options.account);
  const forward = options.rememberConstants === true ? rememberConstants(target, ask) : ask;
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const sent = await received(incoming);
      if (options.recordTo !== undefined) appendFileSync(options.recordTo, `${JSON.stringify(recorded(sent))}\n`);
      const call = readCall(sent);
      const { service, region, action, parameters } = call;
      const entry: (typeof passed)[number] = { service, region, action, parameters: Object.fromEntries(parameters), outcome: undefined };
      passed.push(entry);
      entry.outcome = await carryOut(call, rules.strike(call), { corrections, forward }, outgoing);
    })().catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => passed,
    counts: () => countBy(passed.map(({ action }) => action)),
    rule: (rule) => rules.add(rule),
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** How the emulator is asked. */
interface Way {
  readonly corrections: Corrections | undefined;
  readonly forward: Forward;
}

/** Asks the emulator and answers the caller, as far as the faults allow. */
async function carryOut(call: Call, faults: readonly Fault[], way: Way, outgoing: ServerResponse): Promise<PassedCall['outcome']> {
  const fault = faults.find((each) => each.kind !== 'rewrite');
  if (fault?.kind === 'answer') return answer(outgoing, fault.answer(call));
  if (fault?.side === 'before') return fallSilent(fault.kind, outgoing);
  const rewrites = faults.filter((each) => each.kind === 'rewrite');
  const reply = await corrected(call, way.corrections, (asked) =>
    rewritten(asked, asked.action === call.action ? rewrites : [], way.forward),
  );
  if (fault !== undefined) return fallSilent(fault.kind, outgoing);
  return answer(outgoing, reply);
}

/** Behind the corrections: these know a call by what the caller sent, not by what a rule made of it. */
async function rewritten(call: Call, rewrites: readonly (Fault & { kind: 'rewrite' })[], forward: Forward): Promise<Reply> {
  const asked = rewrites.reduce((before, { call: rewrite }) => rewrite?.(before) ?? before, call);
  const reply = await forward(asked);
  return rewrites.reduce((before, { reply: rewrite }) => rewrite?.(before, asked) ?? before, reply);
}

function fallSilent(kind: 'reset' | 'hang', outgoing: ServerResponse): 'reset' | 'hang' {
  if (kind === 'reset') outgoing.socket?.resetAndDestroy();
  return kind;
}

function answer(outgoing: ServerResponse, { status, headers, body }: Reply): number {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
  return status;
}

async function corrected(call: Call, corrections: Corrections | undefined, forward: Forward): Promise<Reply> {
  const correct = corrections?.[call.action];
  return correct === undefined ? forward(call) : correct(call, forward);
}

async function received(incoming: IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  return { method: incoming.method ?? '', target: incoming.url ?? '', headers, body: Buffer.concat(chunks) };
}

function recorded({ method, target, headers, body }: Sent): RecordedRequest {
  return { method, target, headers, body: body.toString('base64') };
}

/** One request on a connection of its own: moto closes idle ones when it likes. */
async function send(target: string, { method, target: path, headers, body }: Sent, account: string | undefined): Promise<Reply> {
  const asked = httpRequest(new URL(path, target), {
    method,
    agent: false,
    headers: { ...headers, connection: 'close', ...(account !== undefined && { 'x-moto-account-id': account }) },
  });
  asked.end(body);
  const [incoming] = (await once(asked, 'response')) as [IncomingMessage];
  const { headers: answered, body: text } = await received(incoming);
  const kept = Object.entries(answered).filter(
    ([name]) => !['connection', 'transfer-encoding', 'content-length', 'keep-alive'].includes(name),
  );
  return { status: incoming.statusCode ?? 0, headers: Object.fromEntries(kept), body: text.toString() };
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
