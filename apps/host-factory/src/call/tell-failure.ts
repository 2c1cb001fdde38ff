/** Marks of the errors whose messages are written for people and hold no secrets. By mark, so that a call loads no code for it. */
const TOLD_ERRORS: readonly symbol[] = ['StoreError', 'HostFactoryError', 'ProviderError', 'ProtocolError'].map((name) =>
  Symbol.for(`hostwright.${name}`),
);

/** One line for the caller about an error that ended a call. Other messages than ours may hold anything and are not repeated. */
export function tellFailure(error: unknown): string {
  if (error instanceof Error && TOLD_ERRORS.some((mark) => mark in error)) return error.message;
  const { name, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: typeof error, code: undefined };
  return `internal error (${code ?? name}). See the log, and report it.`;
}
