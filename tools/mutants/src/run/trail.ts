/** The first history of a hunt that broke a wanted invariant. */
export interface Catch {
  readonly seed: number;
  readonly invariant: string;
  readonly message: string;
}

/** What a hunt came to. */
export interface Trail {
  /** Histories that were run. */
  readonly histories: number;
  readonly caught: Catch | undefined;
}
