import { invalid } from './invalid.js';
import type { Variables } from './site/types.js';

/** The folder of the configuration, as a variable of its own in every value. */
const FOLDER_VARIABLE = 'CONFIG_DIR';

/** Puts variables into the text values of a configuration. */
export interface Interpolation {
  /** Every variable asked for so far, with its value; undefined where it is not set. */
  readonly used: ReadonlyMap<string, string | undefined>;
  /**
   * Replaces `${NAME}` and `${NAME:-default}`; `$${` stands for a literal `${`.
   *
   * @param where - file and key path, for messages
   * @throws {HostFactoryError} `InvalidConfiguration`: a variable without default is not set, or a reference is malformed
   */
  text(text: string, where: string): string;
  /** The same for every text within `value`; keys stay as they are. `skip` names keys whose values are left alone. */
  deep(value: unknown, where: string, skip?: ReadonlySet<string>): unknown;
}

const REFERENCE = /\$\$\{|\$\{([^}]*)\}?/g;
const PARTS = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;
const NOTHING: ReadonlySet<string> = new Set();

/** @param directory - the configuration folder; an empty variable counts as one that is not set */
export function createInterpolation(directory: string, variables: Variables): Interpolation {
  const used = new Map<string, string | undefined>();
  const valueOf = (name: string): string | undefined => {
    if (name === FOLDER_VARIABLE) return directory;
    const value = Object.hasOwn(variables, name) && variables[name] !== '' ? variables[name] : undefined;
    used.set(name, value);
    return value;
  };
  const text = (source: string, where: string): string => {
    if (!source.includes('${')) return source;
    return source.replace(REFERENCE, (reference: string, inner: string | undefined) => {
      if (inner === undefined) return '${';
      const [, name, fallback] = reference.endsWith('}') ? (PARTS.exec(inner) ?? []) : [];
      if (name === undefined) throw malformed(where);
      const value = valueOf(name) ?? fallback;
      if (value === undefined) throw missing(where, name);
      return value;
    });
  };
  const deep = (value: unknown, where: string, skip = NOTHING): unknown => {
    if (typeof value === 'string') return text(value, where);
    if (Array.isArray(value)) return value.map((entry: unknown, index) => deep(entry, `${where}[${index}]`, skip));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, skip.has(key) ? entry : deep(entry, `${where}.${key}`, skip)]),
    );
  };
  return { used, text, deep };
}

function malformed(where: string): Error {
  return invalid(
    `${where}: "\${" is not followed by a variable's name and "}". Write \${NAME} or \${NAME:-default}, and $\${ for a literal "\${".`,
  );
}

function missing(where: string, name: string): Error {
  return invalid(`${where}: the environment variable ${name} is not set. Set it, or give a default: \${${name}:-value}.`);
}
