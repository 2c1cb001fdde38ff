import type { Clock, StoreError } from '@hostwright/core/ports';
import { UnreadableRecordError } from '../rows/record.js';
import type { Db } from '../schema.js';
import { storeError, systemError } from '../sqlite/errors.js';
import type { SqliteSession } from '../sqlite/session.js';
import { SQL } from '../sqlite/sql.js';
import { saveNote } from '../statements/small-records.js';
import { CLAIM_NOTE, type ClaimHolder, parseClaim } from './claim-note.js';
import type { Heartbeat } from './heartbeat.js';
import type { HostIdentity } from './host-identity.js';

/** What a claim goes by. */
export interface HostClaimParts {
  readonly session: SqliteSession;
  readonly heartbeat: Heartbeat;
  readonly host: HostIdentity;
  readonly silenceMs: number;
  readonly clock: Clock;
}

/** Signs of life are given so many times within the time after which their absence counts. */
const BEATS_PER_SILENCE = 10;

/**
 * One process's part in its host's claim on a store that other hosts can reach. All processes of a host share the claim.
 *
 * Every write transaction looks at it under the store's write lock, before anything else: so a host that was paused, and whose claim was
 * taken over meanwhile, writes nothing any more, whatever it still believes.
 */
export class HostClaim {
  /** Under which this process wrote first: it never writes under another one. */
  #epoch: number | undefined;
  /** To be committed with the transaction that is under way. */
  #taking: ClaimHolder | undefined;
  #lastBeatAt: number | undefined;

  constructor(private readonly parts: HostClaimParts) {}

  /**
   * Looks whether this host may write. Called within a write transaction, which then calls {@link enter}.
   * @param force - takes the claim from whoever holds it
   * @throws {StoreError} `claimed`
   */
  check(force = false): void {
    const holder = this.stored();
    this.#taking = undefined;
    if (holder !== undefined && this.#isOurs(holder) && !force) {
      this.#epoch ??= holder.epoch;
      if (this.#epoch !== holder.epoch) throw this.#lost(holder);
      return;
    }
    if (!force) this.#refuseUnlessFree(holder);
    this.#take(holder);
  }

  /** Makes the claim of a store that is being made. */
  checkNew(): void {
    this.#take(undefined);
  }

  /** Writes down what {@link check} decided. */
  async enter(db: Db): Promise<void> {
    if (this.#taking !== undefined) await saveNote(db, CLAIM_NOTE, JSON.stringify(this.#taking));
  }

  /** The transaction was committed. */
  committed(): void {
    if (this.#taking !== undefined) this.#epoch = this.#taking.epoch;
    this.#taking = undefined;
    this.beatWhenDue();
  }

  /**
   * Whether this process may go on writing. Called within a read transaction.
   * @throws {StoreError} `claimed`: another host, or another boot of this one, has taken over
   */
  checkStillHeld(): void {
    const holder = this.stored();
    if (holder !== undefined && (!this.#isOurs(holder) || holder.epoch !== this.#epoch)) throw this.#lost(holder);
  }

  /** Whether this process has written under the claim. */
  get isHeld(): boolean {
    return this.#epoch !== undefined;
  }

  /** Gives a sign of life, when the last one is old enough. One that fails is made up for by the next. */
  beatWhenDue(): void {
    const { clock, silenceMs, heartbeat, host } = this.parts;
    const now = clock.monotonic();
    if (this.#epoch === undefined || (this.#lastBeatAt !== undefined && now - this.#lastBeatAt < silenceMs / BEATS_PER_SILENCE)) return;
    try {
      heartbeat.beat({ host: host.name, epoch: this.#epoch });
      this.#lastBeatAt = now;
    } catch {
      // The disk is full, or the file server away: what is written under the claim fails, too, and says so.
    }
  }

  /** What stands in the store. Called within a transaction. */
  stored(): ClaimHolder | undefined {
    const { session } = this.parts;
    try {
      return parseClaim(session.row(SQL.claim)['value'] as string | undefined);
    } catch (error) {
      // Said here: the program may hold two copies of that class, and the session knows its own only.
      if (error instanceof UnreadableRecordError) throw storeError('corrupt', session.label, error.message, error);
      throw error;
    }
  }

  /** Since when the holder gives no sign of life, by the file server's clock. */
  silenceMs(): number {
    return this.#withFile(() => this.parts.heartbeat.silenceMs());
  }

  #take(before: ClaimHolder | undefined): void {
    const { heartbeat, host } = this.parts;
    const epoch = (before?.epoch ?? 0) + 1;
    // Before it is committed: whoever looks next must not find the silence of the one before.
    const sinceMs = Math.round(this.#withFile(() => heartbeat.beat({ host: host.name, epoch })));
    this.#taking = { ...host, epoch, sinceMs };
  }

  /** Somebody else's claim ends with its host's boot, or with silence. One that was lost is not taken again by the same process. */
  #refuseUnlessFree(holder: ClaimHolder | undefined): void {
    const { host, silenceMs } = this.parts;
    if (this.#epoch !== undefined) throw this.#lost(holder);
    if (holder === undefined || holder.hostId === host.hostId) return;
    if (this.silenceMs() < silenceMs) throw this.#refusal(`host ${holder.name} holds the claim since ${tellTime(holder)}`);
  }

  #withFile<Result>(use: () => Result): Result {
    try {
      return use();
    } catch (error) {
      throw systemError(error, this.parts.session.label, 'the file by which hosts give signs of life cannot be used');
    }
  }

  #isOurs(holder: ClaimHolder): boolean {
    return holder.hostId === this.parts.host.hostId && holder.bootId === this.parts.host.bootId;
  }

  #lost(holder: ClaimHolder | undefined): StoreError {
    const now = holder === undefined ? 'nobody holds it now' : `host ${holder.name} holds it since ${tellTime(holder)}`;
    return this.#refusal(`this process wrote under a claim that was taken over since: ${now}`);
  }

  #refusal(reason: string): StoreError {
    return storeError('claimed', this.parts.session.label, reason);
  }
}

function tellTime({ sinceMs }: ClaimHolder): string {
  return new Date(sinceMs).toISOString();
}
