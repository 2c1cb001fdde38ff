import type { Remedy } from '../provider/errors.js';

const BRAND: unique symbol = Symbol.for('hostwright.HostFactoryError');

/** What the engine itself refuses, beside what providers and stores refuse. */
export type HostFactoryErrorCode =
  | 'ProviderNotInstalled'
  | 'ProviderConflict'
  | 'ProviderLoadFailed'
  | 'ProviderNotAllowed'
  | 'UnsupportedSpecification'
  | 'InvalidConfiguration'
  | 'InvalidCall'
  | 'RequestNotFound'
  | 'RequestState';

const REMEDIES: Readonly<{ [Code in HostFactoryErrorCode]: Remedy }> = {
  ProviderNotInstalled: 'fix-settings',
  ProviderConflict: 'fix-settings',
  ProviderLoadFailed: 'report-bug',
  ProviderNotAllowed: 'fix-settings',
  UnsupportedSpecification: 'fix-settings',
  InvalidConfiguration: 'fix-settings',
  InvalidCall: 'report-bug',
  RequestNotFound: 'fix-template',
  RequestState: 'fix-template',
};

/** An error of core. Recognise it with {@link isHostFactoryError}. */
export class HostFactoryError extends Error {
  readonly [BRAND] = true;

  constructor(
    readonly code: HostFactoryErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = `${code}Error`;
  }

  /** Who acts next. */
  get remedy(): Remedy {
    return REMEDIES[this.code];
  }
}

/** Whether `error` is a {@link HostFactoryError}, made by this or another copy of core. */
export function isHostFactoryError(error: unknown): error is HostFactoryError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
