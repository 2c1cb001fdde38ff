import type { CloudBehaviour } from './behaviour.js';
import type { Fault, FaultKind, FaultOf } from './fault.js';
import { drawNumber } from './random.js';
import type { Sql } from './sql.js';

/** What a credential stands for. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  /** Name of the user or role, for people. */
  readonly principal: string;
  /** SHA-256 of the presented key, in hexadecimal: the key itself is never kept. Undefined when the connection presents none. */
  readonly keySha256: string | undefined;
  /** What the connection's settings say of its credentials; the file may know better. */
  readonly credentials: CredentialState;
}

/** How good credentials are. */
export type CredentialState = 'valid' | 'expired' | 'revoked';

/** Everything that one answer of the cloud may depend on. Lives as long as one transaction. */
export class Turn {
  #changeNumber: number | undefined;
  #seed: number | undefined;

  constructor(
    readonly sql: Sql,
    /** The cloud's own time. */
    readonly nowMs: number,
    readonly caller: Caller,
    readonly behaviour: CloudBehaviour,
    /** Faults that hit this call. */
    readonly faults: readonly Fault[] = [],
  ) {}

  get seed(): number {
    this.#seed ??= readMeta(this.sql, 'seed') ?? 0;
    return this.#seed;
  }

  /** The fault of this kind that hits this call; undefined when none does. */
  fault<Kind extends FaultKind>(kind: Kind): FaultOf<Kind> | undefined {
    return this.faults.find((fault): fault is FaultOf<Kind> => fault.kind === kind);
  }

  /** All faults of this kind that hit this call. */
  faultsOf<Kind extends FaultKind>(kind: Kind): readonly FaultOf<Kind>[] {
    return this.faults.filter((fault): fault is FaultOf<Kind> => fault.kind === kind);
  }

  /** Number of the change that this turn makes to the cloud: counted up once for each turn that changes anything. */
  changeNumber(): number {
    this.#changeNumber ??= takeNumbers(this.sql, 'changes', 1);
    return this.#changeNumber;
  }

  /** Takes `amount` numbers in a row from a counter of the file and answers the first. */
  takeNumbers(counter: string, amount = 1): number {
    return takeNumbers(this.sql, counter, amount);
  }

  /** From 0 inclusive to 1 exclusive, decided by the file's seed. */
  draw(stream: string, n: number): number {
    return drawNumber(this.seed, stream, n);
  }

  /** The same turn at another time or for somebody else. */
  with(changes: {
    readonly nowMs?: number;
    readonly caller?: Caller;
    readonly behaviour?: CloudBehaviour;
    readonly faults?: readonly Fault[];
  }): Turn {
    return new Turn(
      this.sql,
      changes.nowMs ?? this.nowMs,
      changes.caller ?? this.caller,
      changes.behaviour ?? this.behaviour,
      changes.faults ?? this.faults,
    );
  }
}

/** A number that the file keeps under a name. */
export function readMeta(sql: Sql, key: string): number | undefined {
  return sql.get<{ value: number }>('SELECT value FROM meta WHERE key = :key', { key })?.value;
}

/** Keeps a number under a name. */
export function writeMeta(sql: Sql, key: string, value: number): void {
  sql.run('INSERT INTO meta VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value', { key, value });
}

function takeNumbers(sql: Sql, counter: string, amount: number): number {
  const first = (readMeta(sql, counter) ?? 0) + 1;
  writeMeta(sql, counter, first + amount - 1);
  return first;
}
