import { knownKeysAt } from './json-schema-keys.js';
import { tellUnknownKey } from './nearest.js';

/** An issue of a schema: zod's own, or that of another library with Standard Schema. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Zod names unknown keys here, and leaves them out of the path. */
  readonly keys?: unknown;
}

/** Issues as sentences: where, what, and the nearest known key. `jsonSchema` says which keys are known. */
export function tellIssues(issues: readonly Issue[], jsonSchema: object, base = ''): readonly string[] {
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
    const keys = unknownKeys(issue);
    if (keys.length === 0) return [`${tellPath(path, base)}: ${issue.message}`];
    const known = knownKeysAt(jsonSchema, path);
    return keys.map((key) => tellUnknownKey(tellPath([...path, key], base), key, known));
  });
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
