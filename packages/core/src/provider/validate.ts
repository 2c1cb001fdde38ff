import type { Schema, SchemaIssue } from './schema.js';

/** One thing that is wrong with a value, and where: `settings.zones[0]`; an empty path means the value itself. */
export interface ValidationIssue {
  readonly path: string;
  readonly message: string;
}

/** What {@link validateWith} answers: the value with its defaults, or what is wrong with it. */
export type Validation<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly ValidationIssue[] };

/** A schema that neither accepts nor refuses in this time never will. */
const DEADLINE_MS = 10_000;

/**
 * Validates a value by a plugin's schema. Never throws: a schema that fails, answers nonsense or does not end in ten seconds is an issue
 * like any other, so that one bad plugin costs its own templates only.
 *
 * @param path - where the value stands, for the paths of issues: `connections[0].settings`. @default ''
 */
export async function validateWith<Output>(schema: Schema<Output>, value: unknown, path = ''): Promise<Validation<Output>> {
  try {
    const result = await beforeDeadline(schema['~standard'].validate(value));
    if (result.issues === undefined) return { value: result.value };
    return { issues: result.issues.map((issue) => ({ path: pathOf(path, issue), message: issue.message })) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { issues: [{ path, message: `the plugin's schema could not check it: ${reason}` }] };
  }
}

async function beforeDeadline<Result>(result: Result | Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no verdict within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

function pathOf(start: string, issue: SchemaIssue): string {
  return (issue.path ?? []).reduce<string>((path, segment) => joinPath(path, typeof segment === 'object' ? segment.key : segment), start);
}

/** `a` and `b` give `a.b`, `a` and 0 give `a[0]`, and a key that is no plain word is quoted: `a["b c"]`. */
function joinPath(path: string, key: PropertyKey): string {
  if (typeof key === 'number' || /^\d+$/.test(String(key))) return `${path}[${String(key)}]`;
  if (/^[\w$-]+$/.test(String(key))) return path === '' ? String(key) : `${path}.${String(key)}`;
  return `${path}[${JSON.stringify(String(key))}]`;
}
