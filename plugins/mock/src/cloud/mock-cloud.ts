import type { ActionName } from './actions.js';
import type { OutputOf } from './api.js';
import type { CloudBehaviour } from './behaviour.js';
import { logCall } from './call-log.js';
import { cloudTime, fixFoundation, type CloudFoundation } from './clock.js';
import { deliverDue, holdBack } from './deliveries.js';
import { ConnectionError } from './errors.js';
import { execute, tokenOf, type CloudCall, type Reply } from './execute.js';
import type { Fault } from './fault.js';
import { factsOf, installScript, matchFaults } from './fault-script.js';
import { withOverrides } from './overrides.js';
import { drawDuration, drawNumber, seedOfFile } from './random.js';
import { settle } from './settle.js';
import { shareCloudFile, type SharedFile } from './shared-file.js';
import { Turn, type Caller } from './turn.js';

/** Time as the caller of a cloud knows it. */
interface CallerClock {
  now(): number;
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** Who calls, and how the cloud behaves towards them. */
export interface CloudConnection {
  readonly caller: Caller;
  readonly behaviour: CloudBehaviour;
  /** The fault script of the connection's settings. */
  readonly script: readonly Fault[];
}

/** What a {@link MockCloud} is opened with. */
export interface MockCloudOptions extends CloudFoundation {
  readonly file: string;
  readonly clock: CallerClock;
}

/** The cloud as its callers reach it: over a network that takes time and fails. Opens its file at the first call. */
export class MockCloud {
  #file: SharedFile | undefined;
  #calls = 0;

  constructor(private readonly options: MockCloudOptions) {}

  /**
   * Makes one call: its way there, one transaction on the file, its way back.
   *
   * @throws {CloudError} the cloud refused it
   * @throws {ConnectionError} `refused`: it was not sent; `reset`: no answer came
   * @throws {CloudFileError} the file cannot be used; nothing was changed
   */
  async call<Action extends ActionName>(
    connection: CloudConnection,
    call: CloudCall<Action>,
    signal: AbortSignal,
  ): Promise<OutputOf<Action>> {
    if (signal.aborted) throw new ConnectionError('refused');
    this.#calls += 1;
    const wayMs = Math.floor(this.#latencyMs(connection) / 2);
    await this.#wait(wayMs, signal);
    const arrival = this.#transact(connection, (turn) => arrive(turn, call, connection));
    if (arrival.kind === 'refused') throw new ConnectionError('refused');
    if (arrival.kind === 'lost') {
      await this.#wait(arrival.afterMs, signal);
      throw new ConnectionError('reset');
    }
    const reply = arrival.kind === 'answered' ? arrival.reply : await this.#deliverHeld(connection, call, arrival, signal);
    await this.#wait(hangMs(arrival.faults, 'after') + wayMs, signal);
    if (arrival.faults.some((fault) => fault.kind === 'lose-reply')) throw new ConnectionError('reset');
    if (reply.ok) return reply.output;
    throw reply.error;
  }

  /** Closes the file. The next call opens it again. */
  close(): void {
    this.#file?.release();
    this.#file = undefined;
  }

  /** A call that was held up on its way arrives, unless its sender gave up before. */
  async #deliverHeld<Action extends ActionName>(
    connection: CloudConnection,
    call: CloudCall<Action>,
    held: Held,
    signal: AbortSignal,
  ): Promise<Reply<OutputOf<Action>>> {
    await this.#wait(hangMs(held.faults, 'before'), signal);
    return this.#transact(connection, (turn) => execute(turn.with({ faults: held.faults }), call, held.callId));
  }

  #transact<Result>(connection: CloudConnection, body: (turn: Turn) => Result): Result {
    const { sql } = this.#open();
    return sql.transact(() => {
      const nowMs = cloudTime(sql, this.options.clock.now());
      deliverDue(sql, nowMs);
      const turn = new Turn(sql, nowMs, connection.caller, withOverrides(sql, connection.behaviour));
      settle(turn);
      return body(turn);
    });
  }

  #open(): SharedFile {
    this.#file ??= shareCloudFile(this.options.file, (sql) => fixFoundation(sql, this.options));
    return this.#file;
  }

  #latencyMs({ behaviour }: CloudConnection): number {
    return drawDuration(behaviour.latencyMs, drawNumber(this.options.seed ?? seedOfFile(this.options.file), 'latency', this.#calls));
  }

  /** Waits by the caller's clock: a network belongs to the world of those who use it. */
  async #wait(durationMs: number, signal: AbortSignal): Promise<void> {
    if (durationMs <= 0) return;
    try {
      await this.options.clock.sleep(durationMs, signal);
    } catch (cause) {
      if (!signal.aborted) throw cause;
      throw new ConnectionError('reset');
    }
  }
}

interface Held {
  readonly kind: 'held';
  readonly faults: readonly Fault[];
  readonly callId: number;
}

/** What the network makes of a call. */
type Arrival<Output> =
  | { readonly kind: 'refused' }
  | { readonly kind: 'lost'; readonly afterMs: number }
  | Held
  | { readonly kind: 'answered'; readonly faults: readonly Fault[]; readonly reply: Reply<Output> };

function arrive<Action extends ActionName>(quiet: Turn, call: CloudCall<Action>, connection: CloudConnection): Arrival<OutputOf<Action>> {
  const { sql, nowMs, caller } = quiet;
  const scripted = installScript(sql, nowMs, caller, connection.script);
  const faults = matchFaults(sql, nowMs, caller, scripted, factsOf(call.action, call.input));
  const turn = quiet.with({ faults });
  const note = (outcome: string): number =>
    logCall(turn, { action: call.action, token: tokenOf(call.input), outcome, effect: undefined, count: 0 });
  const late = turn.fault('late');
  if (turn.fault('refuse') !== undefined) {
    note('refused');
    return { kind: 'refused' };
  }
  if (turn.fault('reset') !== undefined) {
    note('reset');
    return { kind: 'lost', afterMs: 0 };
  }
  if (late !== undefined) {
    holdBack(turn, call, { callId: note('late'), delayMs: late.delayMs });
    return { kind: 'lost', afterMs: late.hangMs ?? 0 };
  }
  if (hangMs(faults, 'before') > 0) return { kind: 'held', faults, callId: note('held') };
  return { kind: 'answered', faults, reply: execute(turn, call) };
}

function hangMs(faults: readonly Fault[], side: 'before' | 'after'): number {
  return faults.reduce((sum, fault) => (fault.kind === 'hang' && fault.side === side ? sum + fault.durationMs : sum), 0);
}
