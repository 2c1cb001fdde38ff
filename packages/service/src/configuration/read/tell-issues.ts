import { knownKeysAt } from './json-schema-keys.js';
import { tellUnknownKey } from './nearest.js';

/** An issue of a schema: zod's own, or that of another library with Standard Schema. */
interface Issue {
  readonly message: string;
  readonly code?: string | undefined;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Zod names unknown keys here, and leaves them out of the path. */
  readonly keys?: unknown;
}

/** What was checked. */
interface CheckedValue {
  readonly value: unknown;
  /** Says which keys are known. */
  readonly jsonSchema: object;
}

/** Issues as sentences: where, what, and the nearest known key. */
export function tellIssues(issues: readonly Issue[], { value, jsonSchema }: CheckedValue): readonly string[] {
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
    const keys = unknownKeys(issue);
    if (keys.length === 0) return [tellMissing(issue, path, value) ?? `${tellPath(path, '')}: ${issue.message}`];
    const known = knownKeysAt(jsonSchema, path);
    return keys.map((key) => tellUnknownKey(tellPath([...path, key], ''), key, known));
  });
}

/** Codes of zod for a value of a wrong kind; one that is not there has none. */
const WRONG_KIND: ReadonlySet<string | undefined> = new Set(['invalid_type', 'invalid_union', 'invalid_value']);

function tellMissing({ code }: Issue, path: readonly PropertyKey[], value: unknown): string | undefined {
  if (path.length === 0 || !WRONG_KIND.has(code) || valueAt(value, path) !== undefined) return undefined;
  return `${tellPath(path, '')} is missing`;
}

/** The value at a path; undefined where nothing is. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as { readonly [key: PropertyKey]: unknown } | null | undefined)?.[key], value);
}

function unknownKeys({ keys }: Issue): readonly string[] {
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
}

/** A path as people write it: `connections[0].settings`. */
export function tellPath(path: readonly PropertyKey[], base: string): string {
  const text = path.reduce<string>(
    (sum, step) => (typeof step === 'number' ? `${sum}[${step}]` : `${sum}${sum === '' ? '' : '.'}${String(step)}`),
    base,
  );
  return text === '' ? 'the whole' : text;
}
