/** Nothing can be made; the message says why in one line. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The command line is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
