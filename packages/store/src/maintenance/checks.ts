/** Looks at a value of a record; answers what is wrong with it, beginning with where. */
export type Check = (value: unknown, path: string) => string | undefined;

/** A check for each field of a record, whether the field may be left out or not. */
type Checks<Fields> = { readonly [Field in keyof Required<Fields>]: Check };

export const text: Check = (value, path) => (typeof value === 'string' ? undefined : `${path} is no text`);
export const number: Check = (value, path) => (Number.isFinite(value) ? undefined : `${path} is no number`);
export const flag: Check = (value, path) => (typeof value === 'boolean' ? undefined : `${path} is neither true nor false`);
export const anything: Check = () => undefined;

/** A field that is left out while it is undefined. */
export function maybe(check: Check): Check {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

export function listOf(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} is no list`;
    return firstOf(value.map((item, index) => check(item, `${path}[${index}]`)));
  };
}

/** A record with these fields; it may have others. The type makes sure that none is forgotten. */
export function record<Fields>(checks: Checks<Fields>): Check {
  const entries = Object.entries<Check>(checks);
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path || 'the record'} is no object`;
    const fields = value as { readonly [name: string]: unknown };
    return firstOf(entries.map(([name, check]) => check(fields[name], path === '' ? name : `${path}.${name}`)));
  };
}

function firstOf(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}
