import { inspect, isDeepStrictEqual } from 'node:util';
import { ERROR_CLASSES, isProviderError, type ProviderError, type ProviderErrorClass } from '@hostwright/core/provider';

/** A rule of the contract is broken. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

/** Fails the case unless `holds`. */
export function check(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new ConformanceError(rule);
}

/** Fails the case unless both are deeply equal. */
export function checkEqual(actual: unknown, expected: unknown, rule: string): void {
  check(isDeepStrictEqual(actual, expected), `${rule}: got ${show(actual)}, not ${show(expected)}`);
}

/** Fails the case unless both hold the same texts, in whatever order. */
export function checkSame(actual: readonly string[], expected: readonly string[], rule: string): void {
  checkEqual(actual.toSorted(), expected.toSorted(), rule);
}

/** One of several, counted from 0; fails the case when there are fewer. */
export function nth<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  check(item !== undefined, `there are more than ${index} to choose from`);
  return item;
}

/** Fails the case unless no text is there twice. */
export function checkUnique(texts: readonly string[], rule: string): void {
  const twice = texts.find((text, index) => texts.indexOf(text) !== index);
  check(twice === undefined, `${rule}: ${show(twice)} is there twice`);
}

/** What work came to: its answer, or what it threw. */
export type Attempted<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** Waits for work that may be refused. */
export async function attempted<Answer>(work: Promise<Answer>): Promise<Attempted<Answer>> {
  try {
    return { answer: await work };
  } catch (error) {
    return { error };
  }
}

/** Fails the case unless what was thrown is a ProviderError of one of the classes, with the remedy of its class; answers it. */
export function checkRefusal(error: unknown, classes: readonly ProviderErrorClass[], rule: string): ProviderError {
  check(isProviderError(error), `${rule}: it threw ${show(error)}, which is no ProviderError`);
  check(classes.includes(error.errorClass), `${rule}: it threw ${error.errorClass} (${error.message}), not ${classes.join(' or ')}`);
  checkEqual(error.remedy, ERROR_CLASSES[error.errorClass].remedy, `the remedy of ${error.errorClass}`);
  check(error.message.trim() !== '', `${rule}: its message is empty`);
  return error;
}

/** Fails the case unless the work is refused with a ProviderError of one of the classes, and answers it. */
export async function checkRefused(work: Promise<unknown>, classes: readonly ProviderErrorClass[], rule: string): Promise<ProviderError> {
  const outcome = await attempted(work);
  if ('answer' in outcome) throw new ConformanceError(`${rule}: it was not refused; it answered ${show(outcome.answer)}`);
  return checkRefusal(outcome.error, classes, rule);
}

/** Fails the case unless the value can cross the contract: plain data that `structuredClone` copies without loss. */
export function checkData(value: unknown, rule: string): void {
  let copy: unknown;
  try {
    copy = structuredClone(value);
  } catch (cause) {
    throw new ConformanceError(`${rule} is plain data that can be cloned: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  check(isDeepStrictEqual(copy, value), `${rule} is plain data: cloning loses something of ${show(value)}`);
}

function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return inspect(value, { depth: 4, breakLength: Infinity, maxArrayLength: 20, maxStringLength: 300 });
}
