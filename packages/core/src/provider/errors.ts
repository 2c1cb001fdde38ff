/** Who acts next, and how. */
export type Remedy = 'retry-later' | 'inspect-first' | 'try-elsewhere' | 'fix-template' | 'fix-settings' | 'fix-account' | 'report-bug';

/** Everything that can go wrong between a plugin and its cloud. */
export type ProviderErrorClass =
  | 'Capacity'
  | 'Quota'
  | 'Throttled'
  | 'Unavailable'
  | 'OutcomeUnknown'
  | 'Credentials'
  | 'PermissionDenied'
  | 'InvalidTemplate'
  | 'InvalidSettings'
  | 'NotFound'
  | 'Conflict'
  | 'Unsupported'
  | 'ContractViolation';

/**
 * What a refused or failed write proves about the cloud:
 * `none`, nothing was done; `unknown`, it may have been done; `proven`, an earlier attempt of the same intent was done.
 */
export type ProvenEffect = 'none' | 'unknown' | 'proven';

interface ClassFacts {
  readonly remedy: Remedy;
  readonly effect: ProvenEffect;
}

/**
 * Remedy and proven effect of each class. `Conflict` covers "already exists" and parameter mismatch of a client token:
 * both prove that an earlier attempt took effect.
 */
export const ERROR_CLASSES: Readonly<{ [Class in ProviderErrorClass]: ClassFacts }> = {
  Capacity: { remedy: 'try-elsewhere', effect: 'none' },
  Quota: { remedy: 'try-elsewhere', effect: 'none' },
  Throttled: { remedy: 'retry-later', effect: 'none' },
  Unavailable: { remedy: 'retry-later', effect: 'none' },
  OutcomeUnknown: { remedy: 'inspect-first', effect: 'unknown' },
  Credentials: { remedy: 'fix-account', effect: 'none' },
  PermissionDenied: { remedy: 'fix-account', effect: 'none' },
  InvalidTemplate: { remedy: 'fix-template', effect: 'none' },
  InvalidSettings: { remedy: 'fix-settings', effect: 'none' },
  NotFound: { remedy: 'inspect-first', effect: 'none' },
  Conflict: { remedy: 'inspect-first', effect: 'proven' },
  Unsupported: { remedy: 'fix-template', effect: 'none' },
  ContractViolation: { remedy: 'report-bug', effect: 'unknown' },
};

const BRAND: unique symbol = Symbol.for('hostwright.ProviderError');

/** What a {@link ProviderError} is made from. */
export interface ProviderErrorOptions {
  /** The cloud's own code, unchanged: `InsufficientInstanceCapacity`. Host Factory's back-off reads it. */
  readonly code?: string;
  /** The least time to wait that the cloud asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Which object, field or permission is meant. */
  readonly subject?: string;
  readonly cause?: unknown;
}

/**
 * The only error a plugin may throw. Its message is for people: no secrets, no raw cloud payload.
 * Recognise it with {@link isProviderError}: two copies of core agree on the brand where `instanceof` would not.
 */
export class ProviderError extends Error {
  readonly [BRAND] = true;
  readonly errorClass: ProviderErrorClass;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly subject: string | undefined;

  constructor(errorClass: ProviderErrorClass, message: string, options: ProviderErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = `${errorClass}Error`;
    this.errorClass = errorClass;
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs;
    this.subject = options.subject;
  }

  /** Who acts next. */
  get remedy(): Remedy {
    return ERROR_CLASSES[this.errorClass].remedy;
  }

  /** What this error proves about the cloud. */
  get effect(): ProvenEffect {
    return ERROR_CLASSES[this.errorClass].effect;
  }
}

/** Whether `error` is a {@link ProviderError}, made by this or another copy of core. */
export function isProviderError(error: unknown): error is ProviderError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
