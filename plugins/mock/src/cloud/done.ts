import type { CallEffect } from './call-log.js';

/** What a handler did and answers. */
export interface Done<Output> extends CallEffect {
  readonly output: Output;
}

/** An answer that changed nothing. */
export function answer<Output>(output: Output): Done<Output> {
  return { output, effect: undefined, count: 0 };
}

/** An answer that made `count` objects, or found those that an earlier try had made. */
export function created<Output>(output: Output, replayed: boolean, count: number): Done<Output> {
  return replayed ? { output, effect: 'replayed', count: 0 } : { output, effect: 'created', count };
}

/** An answer that changed `count` objects. */
export function changed<Output>(output: Output, count: number): Done<Output> {
  return { output, effect: 'changed', count };
}

/** An answer that deleted `count` objects. */
export function deleted<Output>(output: Output, count: number): Done<Output> {
  return { output, effect: 'deleted', count };
}
