import type { AttemptId, IntentHeader, WriteInput } from '@hostwright/core/provider';

/** The deployment whose objects tests make. */
export const DEPLOYMENT_ID = 'd'.repeat(32);

/** Whose objects a test makes; each intent has a sequence number of its own. */
export function header(changes: Partial<IntentHeader> = {}): IntentHeader {
  return {
    deploymentId: DEPLOYMENT_ID,
    incarnation: 'a'.repeat(16),
    requestId: 'req-1',
    intentId: 'int-1',
    sequence: 1,
    generation: 1,
    ...changes,
  };
}

/** What every write of a test takes. */
export function write(token = 'token-1', changes: Partial<WriteInput> = {}): WriteInput {
  return { header: header(), token, attempt: 'attempt-1' as AttemptId, signal: new AbortController().signal, ...changes };
}

/** A signal that nobody aborts. */
export function read(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}
