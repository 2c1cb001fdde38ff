import type { CallOptions } from '../provider/context.js';
import type { ProviderErrorClass } from '../provider/errors.js';

/** One finished cloud call, for metrics. */
export interface CallRecord {
  readonly connection: string;
  /** The cloud's own name of the operation. */
  readonly action: string;
  readonly effect: CallOptions['effect'];
  readonly durationMs: number;
  /** Undefined when it succeeded. */
  readonly errorClass: ProviderErrorClass | undefined;
}
