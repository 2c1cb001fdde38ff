import type { FaultCode } from '../fault.js';
import { knownKeysAt } from './json-schema-keys.js';
import { tellUnknownKey } from './nearest.js';
import { type Bounds, tellWrongValue } from './tell-wrong-value.js';

/** An issue of a schema: zod's own, or that of another library with Standard Schema. */
export interface Issue extends Bounds {
  readonly message: string;
  readonly code?: string | undefined;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Zod names unknown keys here, and leaves them out of the path. */
  readonly keys?: unknown;
}

/** What was checked. */
export interface CheckedValue {
  readonly value: unknown;
  /** Says which keys are known. */
  readonly jsonSchema: object;
}

/** An issue in our words. */
export interface ToldIssue {
  /** Of what is wrong; of a missing value, where it should be. */
  readonly path: readonly PropertyKey[];
  readonly code: FaultCode;
  /** Where, what, and the nearest known key; no full stop. */
  readonly text: string;
}

/** Issues as sentences. */
export function tellIssues(issues: readonly Issue[], checked: CheckedValue): readonly string[] {
  return explainIssues(issues, checked).map(({ text }) => text);
}

/** The same with what programs want to know. */
export function explainIssues(issues: readonly Issue[], { value, jsonSchema }: CheckedValue): readonly ToldIssue[] {
  return issues.flatMap((issue): readonly ToldIssue[] => {
    const path = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
    const keys = unknownKeys(issue);
    const known = keys.length === 0 ? [] : knownKeysAt(jsonSchema, path);
    if (keys.length > 0) {
      return keys.map((key) => ({
        path: [...path, key],
        code: 'configuration-unknown-key',
        text: tellUnknownKey(tellPath([...path, key], ''), key, known),
      }));
    }
    if (isMissing(issue, path, value)) return [{ path, code: 'configuration-missing-key', text: `${tellPath(path, '')} is missing` }];
    return [{ path, code: 'configuration-wrong-value', text: `${tellPath(path, '')}: ${tellWrongValue(issue)}` }];
  });
}

/** Codes of zod for a value of a wrong kind; one that is not there has none. */
const WRONG_KIND: ReadonlySet<string | undefined> = new Set(['invalid_type', 'invalid_union', 'invalid_value']);

function isMissing({ code }: Issue, path: readonly PropertyKey[], value: unknown): boolean {
  return path.length > 0 && WRONG_KIND.has(code) && valueAt(value, path) === undefined;
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
