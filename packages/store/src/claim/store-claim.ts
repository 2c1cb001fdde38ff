import type { ClaimHolder } from './claim-note.js';

/** The claim on a store that other hosts can reach, as the users of one process see it. */
export interface StoreClaim {
  /** This host, as it would hold the claim. */
  readonly host: { readonly hostId: string; readonly bootId: string; readonly name: string };

  /** Who holds the claim, and for how long it gave no sign of life by the file server's clock; undefined when nobody ever did. */
  look(): Promise<{ readonly holder: ClaimHolder; readonly silentForMs: number } | undefined>;

  /**
   * Takes the claim where it is free, and gives a sign of life where this host holds it. To be repeated every few seconds by whoever works
   * for long: without a sign of life another host takes over.
   *
   * @throws {StoreError} `claimed`: another host holds it; or this process has lost it, and will not write again
   */
  renew(): Promise<void>;

  /** Takes the claim from whoever holds it. Of a host that is alive, no process writes from then on. */
  takeOver(): Promise<ClaimHolder>;
}
