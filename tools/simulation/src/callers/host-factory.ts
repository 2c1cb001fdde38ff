import { isHostFactoryError, type AdoptMachines, type Request } from '@hostwright/core';
import type { SimProcess } from '../world/sim-process.js';
import type { TemplateName } from '../world/site-settings.js';
import type { World } from '../world/world.js';

/** Between two questions for the status of a request. */
const POLL_MS = 2_600;
/** Before a script that failed or was killed is run again. */
const AGAIN_MS = 500;

/** A request as Host Factory remembers it. */
interface Known {
  readonly requestId: string;
  readonly kind: 'acquire' | 'return';
  machineIds: readonly string[];
  ended: boolean;
}

/** What a call of Host Factory may be done to. */
export interface CallOptions {
  /** Done to the process of the first try, before it begins. */
  readonly meddle?: (process: SimProcess) => void;
  /** It forgets the request at once: nobody ever polls it. */
  readonly forgets?: boolean;
  /** It is cancelled when nobody polls it for that long. */
  readonly pollWithinMs?: number;
}

/** Host Factory: asks for machines, polls, gives them back. Each call is a script that runs as a process of its own, and again when it fails. */
export class HostFactoryCaller {
  readonly requests: Known[] = [];
  /** Machines that it was told of and has not given back. */
  readonly holds = new Set<string>();
  #calls = 0;
  #open = 0;

  constructor(private readonly world: World) {}

  /** Whether no call is under way and every request that it remembers has ended. */
  get idle(): boolean {
    return this.#open === 0 && this.requests.every((request) => request.ended);
  }

  mint(): string {
    this.#calls += 1;
    return `call-${this.#calls}`;
  }

  /** Asks for machines until it is told that they will come. */
  ask(templateId: TemplateName, units: number, options: CallOptions = {}, callId = this.mint()): void {
    const { world } = this;
    world.note({ kind: 'asked', what: 'acquire', atMs: world.time.nowMs, callId, units, templateId });
    const pollWithinMs = options.pollWithinMs ?? (options.forgets === true || this.#calls % 3 === 0 ? 10_000 : undefined);
    const environment = this.#calls % 2 === 0 ? { environment: [{ key: 'GREETING', value: "it's" }] } : {};
    this.#insist(options.meddle, async (process) => {
      const { commands } = await world.front(process);
      const receipt = await commands.requestMachines({ callId, templateId, units, pollWithinMs, ...environment });
      return () => this.#accepted(callId, receipt.requestId, 'acquire', options.forgets === true);
    });
  }

  /** Gives machines back. */
  giveBack(
    machines: readonly { readonly machineId?: string; readonly name?: string }[],
    options: CallOptions = {},
    callId = this.mint(),
  ): void {
    const { world } = this;
    world.note({ kind: 'asked', what: 'return', atMs: world.time.nowMs, callId, machines });
    for (const { machineId } of machines) if (machineId !== undefined) this.holds.delete(machineId);
    this.#insist(options.meddle, async (process) => {
      const { commands } = await world.front(process);
      const receipt = await commands.returnMachines({ callId, machines });
      return () => this.#accepted(callId, receipt.requestId, 'return', options.forgets === true);
    });
  }

  /** Lets us take over what another host factory did for it: from now on it asks us how those requests stand. */
  takeOver(foreign: AdoptMachines): void {
    const { world } = this;
    for (const { requestId, machineIds } of foreign.returns) {
      const machines = machineIds.map((machineId) => ({ machineId }));
      world.note({ kind: 'asked', what: 'return', atMs: world.time.nowMs, callId: `adopted:${requestId}`, machines });
    }
    this.#insist(undefined, async (process) => {
      const { commands } = await world.front(process);
      const receipts = await commands.adoptMachines(foreign);
      return () => {
        const known = receipts.filter(({ outcome }) => outcome !== 'closed');
        for (const { foreignId, requestId, kind } of known) this.#accepted(`adopted:${foreignId}`, requestId, kind, false);
      };
    });
  }

  /** Cancels a request that it remembers. */
  cancel(requestId: string): void {
    const { world } = this;
    world.note({ kind: 'asked', what: 'cancel', atMs: world.time.nowMs, requestId });
    this.#insist(undefined, async (process) => {
      const { commands } = await world.front(process);
      await commands.cancelRequest({ requestId });
      return () => undefined;
    });
  }

  /** Asks which of its machines are gone or taken back, and gives those back. */
  askForReturns(): void {
    const { world } = this;
    this.#insist(undefined, async (process) => {
      const { queries } = await world.front(process);
      const nowMs = process.clock.now();
      const view = await queries.reclaimable({ machines: [...this.holds].map((machineId) => ({ machineId })) });
      return () => {
        // What the cloud has only announced to take is not gone yet.
        const gone = view.machines.filter((machine) => machine.deadlineAtMs <= nowMs && machine.reason !== 'spot');
        for (const { machineId } of gone) world.note({ kind: 'told-gone', atMs: world.time.nowMs, machineId });
        if (view.machines.length > 0) this.giveBack(view.machines.map(({ machineId }) => ({ machineId })));
      };
    });
  }

  #accepted(callId: string, requestId: string, kind: Known['kind'], forgets: boolean): void {
    const { world } = this;
    world.note({ kind: 'acknowledged', atMs: world.time.nowMs, callId, requestId });
    if (forgets || this.requests.some((known) => known.requestId === requestId)) return;
    const known: Known = { requestId, kind, machineIds: [], ended: false };
    this.requests.push(known);
    this.#pollLater(known);
  }

  #pollLater(known: Known): void {
    this.world.time.after(POLL_MS, () => this.poll(known));
  }

  /** Asks how a request stands; again and again until it has ended. */
  poll(known: Known): void {
    const { world } = this;
    this.#insist(undefined, async (process) => {
      const { commands, queries } = await world.front(process);
      await commands.markPolled({ requestIds: [known.requestId] });
      const view = await queries.request(known.requestId);
      return () => {
        if (view === undefined) return this.#forgotten(known);
        if (view.request.state !== 'ended') return this.#pollLater(known);
        this.#told(known, view.request, view.machines);
      };
    });
  }

  /** A store that was replaced by an older one does not know it: nobody will ever answer. */
  #forgotten(known: Known): void {
    known.ended = true;
  }

  #told(
    known: Known,
    request: Request,
    machines: readonly { machineId: string; deliveredAtMs: number | undefined; surplus: unknown; returnRequestId: unknown }[],
  ): void {
    const { world } = this;
    const { requestId, outcome = '' } = request;
    const own =
      request.kind === 'acquire' ? machines.filter((machine) => machine.deliveredAtMs !== undefined && machine.surplus === undefined) : [];
    const machineIds = own.map((machine) => machine.machineId).toSorted();
    world.note({ kind: 'answered', atMs: world.time.nowMs, requestId, answer: answerOf(request), outcome, machineIds });
    if (!known.ended) for (const machine of own) if (machine.returnRequestId === undefined) this.holds.add(machine.machineId);
    known.machineIds = machineIds;
    known.ended = true;
  }

  /** Runs a script, and again until it comes to its end. What it answers is what is done once it has printed. */
  #insist(meddle: CallOptions['meddle'], script: (process: SimProcess) => Promise<() => void>): void {
    const { world } = this;
    const process = world.spawn('caller');
    meddle?.(process);
    this.#open += 1;
    let over = false;
    const again = (): void => {
      if (over) return;
      over = true;
      this.#open -= 1;
      this.#insist(undefined, script);
    };
    // Host Factory kills a script that takes long, and one that was killed says nothing.
    const watchdog = world.time.after(5_500, () => {
      if (process.alive) process.kill();
      again();
    });
    script(process).then(
      (printed) => {
        if (over || !process.alive) return;
        over = true;
        watchdog();
        this.#open -= 1;
        printed();
      },
      (error: unknown) => {
        if (over) return;
        watchdog();
        if (isHostFactoryError(error)) {
          over = true;
          this.#open -= 1;
          return;
        }
        world.time.after(AGAIN_MS, again);
      },
    );
  }
}

function answerOf(request: Request): string {
  return JSON.stringify([request.outcome, request.reasons, request.kind === 'return' ? request.targets : request.grantedUnits]);
}
