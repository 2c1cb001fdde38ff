import type {
  CloudMachineFact,
  Fact,
  FactOf,
  StoreAttemptFact,
  StoreIntentFact,
  StoreMachineFact,
  StoreRequestFact,
  WorldFact,
} from './fact.js';

/** A machine of the cloud, and how it ended. */
export interface CloudMachine extends CloudMachineFact {
  readonly ended: FactOf<'cloud-ended'> | undefined;
}

/** What a history has come to: the last fact of each kind about each thing. Kept up by {@link Ledger.take}, after the rules have seen the fact. */
export class Ledger {
  world: WorldFact | undefined;
  readonly acquires = new Map<string, FactOf<'asked'> & { readonly what: 'acquire' }>();
  readonly returns = new Map<string, FactOf<'asked'> & { readonly what: 'return' }>();
  readonly cancels = new Set<string>();
  /** Machines whose end an operator ordered, or an earlier life of the store. */
  readonly ordered = new Set<string>();
  readonly acknowledged = new Map<string, FactOf<'acknowledged'>>();
  readonly answered = new Map<string, FactOf<'answered'>>();
  readonly listed = new Set<string>();
  readonly requests = new Map<string, StoreRequestFact>();
  readonly intents = new Map<string, StoreIntentFact>();
  readonly launchesOf = new Map<string, Set<string>>();
  readonly intentByToken = new Map<string, string>();
  /** Documents that plugins were given, by token and part. */
  readonly handedOver = new Map<string, string>();
  readonly attempts = new Map<string, StoreAttemptFact>();
  readonly attemptsOf = new Map<string, Set<string>>();
  readonly machines = new Map<string, StoreMachineFact>();
  readonly machinesOf = new Map<string, Set<string>>();
  readonly cloud = new Map<string, CloudMachine>();
  readonly stripped = new Set<string>();
  readonly objects = new Map<string, FactOf<'cloud-object'>>();
  readonly connections = new Map<string, FactOf<'store-connection'>>();
  replaced: FactOf<'store-replaced'> | undefined;
  holds: ReadonlySet<string> | undefined;
  clockSet = false;
  faultsOverAtMs: number | undefined;

  /** Facts of a request's machines in the store. */
  *storeMachinesOf(requestId: string): Generator<StoreMachineFact> {
    for (const id of this.machinesOf.get(requestId) ?? []) {
      const machine = this.machines.get(id);
      if (machine !== undefined) yield machine;
    }
  }

  *attemptFactsOf(intentId: string): Generator<StoreAttemptFact> {
    for (const id of this.attemptsOf.get(intentId) ?? []) {
      const attempt = this.attempts.get(id);
      if (attempt !== undefined) yield attempt;
    }
  }

  *launchFactsOf(requestId: string): Generator<StoreIntentFact> {
    for (const id of this.launchesOf.get(requestId) ?? []) {
      const intent = this.intents.get(id);
      if (intent !== undefined) yield intent;
    }
  }

  /** The connection that an attempt works on; all of them, where it does not say. */
  connectionsOf(attemptId: string): readonly FactOf<'store-connection'>[] {
    const attempt = this.attempts.get(attemptId);
    const name = attempt === undefined ? undefined : this.intents.get(attempt.intentId)?.connection;
    return [...this.connections.values()].filter(({ connection }) => name === undefined || connection === name);
  }

  /** Takes a fact in. */
  take(fact: Fact): void {
    switch (fact.kind) {
      case 'world':
        this.world = fact;
        return;
      case 'asked':
        return this.#takeAsked(fact);
      case 'ordered':
        for (const id of fact.machineIds) this.ordered.add(id);
        return;
      case 'acknowledged':
        this.acknowledged.set(fact.requestId, fact);
        return;
      case 'answered':
        if (!this.answered.has(fact.requestId)) this.answered.set(fact.requestId, fact);
        return;
      case 'listed':
        this.listed.add(fact.process);
        if (fact.connection !== undefined) this.listed.add(`${fact.process} ${fact.connection}`);
        return;
      case 'cloud-machine':
        if (!this.cloud.has(fact.machineId)) this.cloud.set(fact.machineId, { ...fact, ended: undefined });
        return;
      case 'cloud-ended':
        return this.#takeEnd(fact);
      case 'cloud-stripped':
        this.stripped.add(fact.machineId);
        return;
      case 'cloud-object':
        this.objects.set(`${fact.object} ${fact.id}`, fact);
        return;
      case 'store-request':
        this.requests.set(fact.requestId, fact);
        // Whoever polls it afterwards comes too late.
        if (fact.state === 'cancelling' && fact.unpolled) this.cancels.add(fact.requestId);
        return;
      case 'store-intent':
        return this.#takeIntent(fact);
      case 'store-attempt':
        this.attempts.set(fact.attemptId, fact);
        add(this.attemptsOf, fact.intentId, fact.attemptId);
        return;
      case 'store-machine':
        this.#takeMachine(fact);
        return;
      case 'store-connection':
        this.connections.set(fact.connection, fact);
        return;
      case 'store-replaced':
        return this.#takeReplacement(fact);
      case 'store-holds':
        this.holds = new Set(fact.requestIds);
        return;
      case 'clock-set':
        this.clockSet = true;
        return;
      case 'faults-over':
        this.faultsOverAtMs = fact.atMs;
        return;
      case 'handed-over':
        this.handedOver.set(`${fact.token}/${fact.part}`, fact.document);
        return;
      case 'told-gone':
      case 'process-began':
      case 'call-ready':
      case 'mismatch':
      case 'end':
        return;
      default:
        fact satisfies never;
    }
  }

  #takeAsked(fact: FactOf<'asked'>): void {
    if (fact.what === 'acquire') this.acquires.set(fact.callId, fact);
    else if (fact.what === 'return') this.returns.set(fact.callId, fact);
    else this.cancels.add(fact.requestId);
  }

  #takeEnd(fact: FactOf<'cloud-ended'>): void {
    const machine = this.cloud.get(fact.machineId);
    if (machine !== undefined) this.cloud.set(fact.machineId, { ...machine, ended: machine.ended ?? fact });
  }

  #takeIntent(fact: StoreIntentFact): void {
    // A rebuild writes down what it finds of an intent, which may be less than what was asked.
    const units = Math.max(fact.units, this.intents.get(fact.intentId)?.units ?? 0);
    this.intents.set(fact.intentId, { ...fact, units });
    this.intentByToken.set(fact.token, fact.intentId);
    if (fact.operation === 'launch') add(this.launchesOf, fact.requestId, fact.intentId);
  }

  #takeMachine(fact: StoreMachineFact): void {
    const before = this.machines.get(fact.machineId);
    if (before !== undefined && before.requestId !== fact.requestId) this.machinesOf.get(before.requestId)?.delete(fact.machineId);
    this.machines.set(fact.machineId, fact);
    add(this.machinesOf, fact.requestId, fact.machineId);
  }

  /** What the store said is forgotten with it; what callers and clouds said stays. */
  #takeReplacement(fact: FactOf<'store-replaced'>): void {
    this.replaced = fact;
    this.requests.clear();
    for (const machine of this.machines.values())
      if (machine.surplus !== undefined || machine.returnRequestId !== undefined) this.ordered.add(machine.machineId);
    this.machines.clear();
    this.machinesOf.clear();
    this.connections.clear();
    this.attempts.clear();
    this.attemptsOf.clear();
    // A document that was frozen after the image was taken is lost: the intent is prepared again.
    this.handedOver.clear();
    this.launchesOf.clear();
    for (const [id, intent] of this.intents)
      this.intents.set(id, { ...intent, document: undefined, settlement: intent.settlement ?? 'lost' });
  }
}

function add(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key) ?? new Set();
  values.add(value);
  index.set(key, values);
}
