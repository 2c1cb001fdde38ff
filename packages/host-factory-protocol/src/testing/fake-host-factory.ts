import type {
  AcquireRequest,
  Commands,
  ConnectionState,
  ConnectionView,
  Machine,
  MachineQuery,
  MachineName,
  MissingReason,
  Queries,
  ReclaimView,
  Request,
  RequestMachines,
  RequestOutcome,
  RequestReceipt,
  RequestView,
  ReturnMachines,
  ReturnTarget,
  ShapedTemplate,
} from '@hostwright/core';
import { aMachine, anAcquireRequest, aReturnRequest } from './builders.js';
import type { ManualClock } from './manual-clock.js';

const SNAPSHOT_MAX_AGE_MS = 60_000;

type FakeCommands = Pick<Commands, 'requestMachines' | 'returnMachines' | 'markPolled'>;
type FakeQueries = Pick<Queries, 'templates' | 'request' | 'machines' | 'isWorkLeft' | 'connections' | 'reclaimable'>;

/** Commands and queries over plain maps, with a cloud that does what a test tells it to. Keeps state as the real ones do. */
export class FakeHostFactory implements FakeCommands, FakeQueries {
  shaped: readonly ShapedTemplate[] = [];
  readonly rows = new Map<string, Machine>();
  readonly stored = new Map<string, Request>();
  readonly polled: string[] = [];
  /** Environment pairs of the last request. */
  lastRequest: RequestMachines | undefined;
  /** Age of the last complete sweep by connection; undefined before the first. */
  readonly sweptAtMs = new Map<string, number | undefined>([['mock-1', 0]]);
  readonly halts = new Map<string, ConnectionState['halt']>();
  /** Why the cloud does not take calls, by connection. */
  readonly refusals = new Map<string, string>();
  /** Why the last sweep failed, by connection. */
  readonly failedSweeps = new Map<string, string>();
  unsettledIntents = 0;
  /** A group is left whose machines are all gone. */
  groupLeft = false;
  /** Thrown by every read, or by every command. */
  readError: unknown;
  writeError: unknown;

  constructor(readonly clock: ManualClock) {
    this.sweptAtMs.set('mock-1', clock.now());
  }

  async requestMachines(input: RequestMachines): Promise<RequestReceipt> {
    this.#refuse(this.writeError);
    this.lastRequest = input;
    const known = this.#byCallId(input.callId);
    if (known !== undefined) return receipt(known, true);
    const shaped = this.shaped.find(({ template }) => template.templateId === input.templateId);
    const requestId = `req-${this.stored.size + 1}`;
    if (shaped === undefined) {
      return { ...rejection(requestId), reason: 'unknown-template', message: `there is no template "${input.templateId}"` };
    }
    const { template } = shaped;
    const used = [...this.rows.values()].filter((row) => row.templateId === template.templateId && row.goneAtMs === undefined).length;
    const room = template.maxNumber < 0 ? input.units : Math.max(0, template.maxNumber - used);
    const grantedUnits = Math.min(input.units, room);
    if (grantedUnits === 0) return { ...rejection(requestId), reason: 'maximum-reached', message: 'the maximum is reached' };
    const request = anAcquireRequest({
      requestId,
      callId: input.callId,
      template,
      tags: input.tags ?? [],
      wantedUnits: input.units,
      grantedUnits,
      desiredUnits: grantedUnits,
      pollWithinMs: input.pollWithinMs,
    });
    this.stored.set(requestId, request);
    return receipt(request, false);
  }

  async returnMachines(input: ReturnMachines): Promise<RequestReceipt> {
    this.#refuse(this.writeError);
    const known = this.#byCallId(input.callId);
    if (known !== undefined) return receipt(known, true);
    const targets = input.machines.map((machine, position) => this.#targetOf(machine, position));
    const settled = targets.every((target) => target.state !== 'pending');
    const request = aReturnRequest({
      requestId: `ret-${this.stored.size + 1}`,
      callId: input.callId,
      targets,
      ...(settled && { state: 'ended', outcome: 'fulfilled', endedAtMs: this.clock.now() }),
    });
    this.stored.set(request.requestId, request);
    return receipt(request, false);
  }

  #targetOf({ machineId, name }: MachineName, position: number): ReturnTarget {
    const row = [...this.rows.values()].find((machine) => machine.machineId === machineId || machine.name === name);
    const state = row?.goneAtMs !== undefined ? 'done' : 'pending';
    return {
      position,
      machineId: machineId ?? row?.machineId,
      name: name ?? row?.name ?? '',
      connection: row?.connection,
      absentFrom: [],
      state,
      message: '',
    };
  }

  async markPolled(input: { readonly requestIds: readonly string[] }): Promise<void> {
    this.#refuse(this.writeError);
    this.polled.push(...input.requestIds);
  }

  async templates(): Promise<readonly ShapedTemplate[]> {
    this.#refuse(this.readError);
    return this.shaped;
  }

  async request(requestId: string): Promise<RequestView | undefined> {
    this.#refuse(this.readError);
    const request = this.stored.get(requestId);
    if (request === undefined) return undefined;
    const machines = [...this.rows.values()].filter((row) =>
      request.kind === 'acquire' ? row.requestId === requestId : request.targets.some((target) => target.machineId === row.machineId),
    );
    return { request, machines, unsettledIntents: this.unsettledIntents };
  }

  async isWorkLeft(): Promise<boolean> {
    this.#refuse(this.readError);
    return this.groupLeft;
  }

  async machines(query: MachineQuery): Promise<readonly Machine[]> {
    this.#refuse(this.readError);
    return [...this.rows.values()].filter(
      (row) =>
        (query.connection === undefined || row.connection === query.connection) &&
        (query.machineIds === undefined || query.machineIds.includes(row.machineId)) &&
        (query.live === undefined || query.live === (row.goneAtMs === undefined)),
    );
  }

  async connections(): Promise<readonly ConnectionView[]> {
    this.#refuse(this.readError);
    return [...this.sweptAtMs].map(([connection, sweptAtMs]) => ({
      state: this.#connectionState(connection, sweptAtMs),
      snapshotAgeMs: sweptAtMs === undefined ? undefined : this.clock.now() - sweptAtMs,
    }));
  }

  async reclaimable(input: { readonly machines?: readonly MachineName[] }): Promise<ReclaimView> {
    this.#refuse(this.readError);
    const unknownConnections = [...this.sweptAtMs]
      .filter(([, sweptAtMs]) => sweptAtMs === undefined || this.clock.now() - sweptAtMs > SNAPSHOT_MAX_AGE_MS)
      .map(([connection]) => connection);
    const machines = [...this.rows.values()]
      .filter((row) => row.deliveredAtMs !== undefined && row.returnRequestId === undefined)
      .filter((row) => row.reclaim !== undefined || row.goneAtMs !== undefined)
      .filter((row) => !unknownConnections.includes(row.connection))
      .filter((row) => input.machines?.some((asked) => asked.machineId === row.machineId || asked.name === row.name) ?? true)
      .map((row) => ({
        machineId: row.machineId,
        connection: row.connection,
        name: row.name,
        deadlineAtMs: row.goneAtMs ?? row.reclaim?.deadlineAtMs ?? 0,
        reason: 'reclaimed',
      }));
    return { unknownConnections, machines };
  }

  /** The cloud gives machines to a request, running and delivered unless said otherwise. */
  give(requestId: string, machines: readonly Partial<Machine>[]): void {
    for (const machine of machines) this.put(aMachine({ requestId, ...machine }));
  }

  put(machine: Machine): void {
    this.rows.set(machine.machineId, machine);
  }

  change(machineId: string, changes: Partial<Machine>): void {
    const row = this.rows.get(machineId);
    if (row === undefined) throw new Error(`no machine ${machineId}`);
    this.rows.set(machineId, { ...row, ...changes });
  }

  /** The engine ends a request. */
  end(requestId: string, outcome: RequestOutcome, reasons: readonly MissingReason[] = []): void {
    const request = this.stored.get(requestId);
    if (request === undefined) throw new Error(`no request ${requestId}`);
    this.stored.set(requestId, { ...request, state: 'ended', outcome, reasons, endedAtMs: this.clock.now() });
  }

  acquire(requestId: string): AcquireRequest | undefined {
    const request = this.stored.get(requestId);
    return request?.kind === 'acquire' ? request : undefined;
  }

  #byCallId(callId: string): Request | undefined {
    return [...this.stored.values()].find((request) => request.callId === callId);
  }

  #connectionState(connection: string, sweptAtMs: number | undefined): ConnectionState {
    const sweep =
      sweptAtMs === undefined
        ? undefined
        : { number: 1, startedAtMs: sweptAtMs, endedAtMs: sweptAtMs, outcome: 'complete' as const, message: undefined };
    const refusal = this.refusals.get(connection);
    const failure = this.failedSweeps.get(connection);
    return {
      connection,
      provider: 'mock',
      holder: undefined,
      epoch: 1,
      leaseUntilMs: 0,
      identity: undefined,
      providerTimeMs: undefined,
      lastSweep: failure === undefined ? sweep : { number: 2, startedAtMs: 0, endedAtMs: 0, outcome: 'failed', message: failure },
      lastCompleteSweep: sweep,
      sweeps: sweep === undefined ? 0 : 1,
      breaker: {
        failures: refusal === undefined ? 0 : 1,
        openUntilMs: refusal === undefined ? undefined : this.clock.now() + 60_000,
        lastErrorClass: refusal === undefined ? undefined : 'Credentials',
        lastMessage: refusal,
      },
      halt: this.halts.get(connection),
      vanishHeldSinceMs: undefined,
      vanishHeldMachines: 0,
      orphans: 0,
      otherDeployments: [],
      wakeups: 0,
    };
  }

  #refuse(error: unknown): void {
    if (error !== undefined) throw error;
  }
}

function receipt(request: Request, repeated: boolean): RequestReceipt {
  const grantedUnits = request.kind === 'acquire' ? request.grantedUnits : 0;
  return { requestId: request.requestId, status: 'accepted', reason: undefined, message: '', grantedUnits, repeated };
}

function rejection(requestId: string): Pick<RequestReceipt, 'requestId' | 'status' | 'grantedUnits' | 'repeated'> {
  return { requestId, status: 'rejected', grantedUnits: 0, repeated: false };
}
