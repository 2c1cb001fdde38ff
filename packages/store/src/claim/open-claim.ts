import type { Patience } from '../patience.js';
import { storeError } from '../sqlite/errors.js';
import type { SqliteSession } from '../sqlite/session.js';
import type { ClaimHolder } from './claim-note.js';
import type { HostClaim } from './host-claim.js';
import type { HostIdentity } from './host-identity.js';
import type { StoreClaim } from './store-claim.js';

export interface OpenClaimParts {
  readonly guard: HostClaim;
  readonly session: SqliteSession;
  readonly patience: Patience;
  readonly host: HostIdentity;
}

/** The claim in the hands of the store's users. */
export class OpenClaim implements StoreClaim {
  constructor(private readonly parts: OpenClaimParts) {}

  get host(): HostIdentity {
    return this.parts.host;
  }

  async look(): ReturnType<StoreClaim['look']> {
    const { guard } = this.parts;
    const holder = await this.#read(() => guard.stored());
    return holder === undefined ? undefined : { holder, silentForMs: Math.round(guard.silenceMs()) };
  }

  async renew(): Promise<void> {
    const { guard } = this.parts;
    if (!guard.isHeld) return this.#write(false);
    await this.#read(() => guard.checkStillHeld());
    guard.beatWhenDue();
  }

  async takeOver(): Promise<ClaimHolder> {
    await this.#write(true);
    const holder = await this.#read(() => this.parts.guard.stored());
    if (holder === undefined) throw storeError('unavailable', this.parts.session.label, 'the claim went away while it was taken');
    return holder;
  }

  async #read<Result>(look: () => Result): Promise<Result> {
    const { session, patience } = this.parts;
    return patience.retry(() =>
      session.transaction(
        'read',
        () => undefined,
        async () => look(),
      ),
    );
  }

  async #write(force: boolean): Promise<void> {
    const { guard, session, patience } = this.parts;
    await patience.retry(() =>
      session.transaction(
        'write',
        () => guard.check(force),
        () => guard.enter(session.db),
      ),
    );
    guard.committed();
  }
}
