import { isProviderError, type ProviderError } from '@hostwright/core/provider';

/** The error that a call fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (!isProviderError(error)) throw new Error('it did not fail as it must', { cause: error });
  return error;
}
