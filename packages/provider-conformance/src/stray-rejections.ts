/** Promises that are rejected while somebody works, and that nobody waits for: they would end the process, and the whole run with it. */
export async function catchingStrays<Value>(
  work: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly strays: readonly unknown[] }> {
  const strays: unknown[] = [];
  const note = (reason: unknown): void => void strays.push(reason);
  process.on('unhandledRejection', note);
  try {
    const value = await work();
    // Node tells of them once the queue of promises is empty.
    await new Promise((resolve) => setImmediate(resolve));
    return { value, strays };
  } finally {
    process.off('unhandledRejection', note);
  }
}
