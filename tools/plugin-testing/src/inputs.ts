import type { AttemptId, OperationInput, WriteInput } from '@hostwright/core/provider';

/** What a reading operation is given. */
export function readInput(signal: AbortSignal = new AbortController().signal): OperationInput {
  return { signal };
}

/** What a writing operation is given, apart from its header. */
export function writeInput(token = 'token-1', signal: AbortSignal = new AbortController().signal): Omit<WriteInput, 'header'> {
  return { signal, token, attempt: `attempt-of-${token}` as AttemptId };
}
