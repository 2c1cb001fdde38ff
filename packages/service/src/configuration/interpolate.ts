import type { FaultCode } from './fault.js';
import { invalid } from './invalid.js';
import type { Variables } from './site/types.js';

/** The folder of the configuration, as a variable of its own in every value. */
const FOLDER_VARIABLE = 'CONFIG_DIR';

/** A reference to a variable that cannot be replaced. */
interface VariableProblem {
  readonly path: readonly PropertyKey[];
  readonly code: FaultCode;
  readonly message: string;
}

/** Puts variables into the text values of a configuration. */
export interface Interpolation {
  /** Every variable asked for so far, with its value; undefined where it is not set. */
  readonly used: ReadonlyMap<string, string | undefined>;
  /**
   * Replaces `${NAME}` and `${NAME:-default}`; `$${` stands for a literal `${`.
   *
   * @param where - file and key path, for messages
   * @throws {ConfigurationError} a variable without default is not set, or a reference is malformed
   */
  text(text: string, where: string): string;
  /** The same for every text within `value`; keys stay as they are. A text that cannot be filled in stays, and each reason is told. */
  deep(value: unknown, path: readonly PropertyKey[], onProblem: (problem: VariableProblem) => void): unknown;
  /** Names of the variables that a text refers to. */
  names(text: string): readonly string[];
}

const REFERENCE = /\$\$\{|\$\{([^}]*)\}?/g;
const PARTS = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

type Problem = Omit<VariableProblem, 'path'>;

/** @param directory - the configuration folder; an empty variable counts as one that is not set */
export function createInterpolation(directory: string, variables: Variables): Interpolation {
  const used = new Map<string, string | undefined>();
  const valueOf = (name: string): string | undefined => {
    if (name === FOLDER_VARIABLE) return directory;
    const value = Object.hasOwn(variables, name) && variables[name] !== '' ? variables[name] : undefined;
    used.set(name, value);
    return value;
  };
  const fill = (source: string, onProblem: (problem: Problem) => void): string => {
    if (!source.includes('${')) return source;
    return source.replace(REFERENCE, (reference: string, inner: string | undefined) => {
      if (inner === undefined) return '${';
      const [, name, fallback] = reference.endsWith('}') ? (PARTS.exec(inner) ?? []) : [];
      const value = name === undefined ? undefined : (valueOf(name) ?? fallback);
      if (value === undefined) onProblem(name === undefined ? MALFORMED : missing(name));
      return value ?? reference;
    });
  };
  const deep: Interpolation['deep'] = (value, path, onProblem) => {
    if (typeof value === 'string') return fill(value, (problem) => onProblem({ ...problem, path }));
    if (Array.isArray(value)) return value.map((entry: unknown, index) => deep(entry, [...path, index], onProblem));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, deep(entry, [...path, key], onProblem)]));
  };
  const text: Interpolation['text'] = (source, where) =>
    fill(source, ({ code, message }) => {
      throw invalid(code, `${where}: ${message}.`);
    });
  return { used, text, deep, names: variableNames };
}

function variableNames(text: string): readonly string[] {
  const inners = [...text.matchAll(REFERENCE)].map(([, inner]) => PARTS.exec(inner ?? '')?.[1]);
  return inners.filter((name) => name !== undefined && name !== FOLDER_VARIABLE) as readonly string[];
}

const MALFORMED: Problem = {
  code: 'configuration-malformed-variable',
  message: '"${" is not followed by a variable\'s name and "}". Write ${NAME} or ${NAME:-default}, and $${ for a literal "${"',
};

function missing(name: string): Problem {
  return {
    code: 'configuration-missing-variable',
    message: `the environment variable ${name} is not set. Set it, or give a default: \${${name}:-value}`,
  };
}
