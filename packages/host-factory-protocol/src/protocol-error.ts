const BRAND: unique symbol = Symbol.for('hostwright.ProtocolError');

/**
 * Why an input was refused. `too-large` and `too-deep`: beyond {@link MAX_INPUT_BYTES} or {@link MAX_INPUT_DEPTH}; `not-json`,
 * `truncated`: the text is no JSON, or its end is missing; the others concern one value, which `path` names.
 */
export type ProtocolErrorCode =
  | 'too-large'
  | 'too-deep'
  | 'not-json'
  | 'truncated'
  | 'missing'
  | 'wrong-type'
  | 'out-of-range'
  | 'not-supported';

/**
 * The input of a call cannot be used. The message says what is wrong, where, and what to do; it never repeats user data.
 * Recognise it with {@link isProtocolError}: two copies of this package agree on the brand where `instanceof` would not.
 */
export class ProtocolError extends Error {
  readonly [BRAND] = true;

  constructor(
    readonly code: ProtocolErrorCode,
    /** Where in the input, for example `$.machines[3].name`; `$` is the whole of it. */
    readonly path: string,
    problem: string,
  ) {
    super(`Input refused at ${path}: ${problem}`);
    this.name = 'ProtocolError';
  }
}

/** Whether `error` is a {@link ProtocolError}, made by this or another copy of the package. */
export function isProtocolError(error: unknown): error is ProtocolError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
