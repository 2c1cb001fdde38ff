import { invalidParameter, missingParameter } from './api-error.ts';

interface Node {
  value: string | undefined;
  readonly children: Map<string, Node>;
}

/** The parameters of one request of a Query protocol: `Filter.1.Name=tag:a` as a tree that is read by name. */
export class Params {
  readonly #node: Node;
  readonly #path: string;

  constructor(node: Node, path = '') {
    this.#node = node;
    this.#path = path;
  }

  /** Undefined when it is missing or empty. */
  text(name: string): string | undefined {
    const value = this.#node.children.get(name)?.value;
    return value === '' ? undefined : value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missingParameter(`${this.#path}${name}`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!Number.isFinite(number)) throw invalidParameter(`Invalid value '${value}' for ${this.#path}${name}. Must be a number.`);
    return number;
  }

  integer(
    name: string,
    { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
  ): number | undefined {
    const number = this.number(name);
    if (number === undefined) return undefined;
    if (!Number.isInteger(number) || number < min || number > max) {
      throw invalidParameter(`Value (${number}) for parameter ${this.#path}${name} is invalid. Expected a value from ${min} to ${max}.`);
    }
    return number;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false')
      throw invalidParameter(`Invalid value '${value}' for ${this.#path}${name}. Must be true or false.`);
    return value === 'true';
  }

  /** A list of plain values, in order. */
  texts(name: string): readonly string[] {
    return this.#items(name).map(([, { value }]) => value ?? '');
  }

  /** A list of structures, in order. */
  structs(name: string): readonly Params[] {
    return this.#items(name).map(([number, node]) => new Params(node, `${this.#path}${name}.${number}.`));
  }

  /** Undefined when nothing of it was sent. */
  struct(name: string): Params | undefined {
    const node = this.#node.children.get(name);
    return node === undefined ? undefined : new Params(node, `${this.#path}${name}.`);
  }

  has(name: string): boolean {
    return this.#node.children.has(name);
  }

  names(): readonly string[] {
    return [...this.#node.children.keys()];
  }

  /** All of it in one text that does not depend on the order of sending; `without` names top-level parameters to leave out. */
  fingerprint(without: readonly string[] = []): string {
    const kept = [...this.#node.children].filter(([name]) => !without.includes(name));
    return kept
      .map(([name, node]) => fingerprintOf(name, node))
      .toSorted()
      .join('\n');
  }

  /** Query proper puts its lists under `member`, EC2 does not. */
  #items(name: string): readonly (readonly [string, Node])[] {
    const list = this.#node.children.get(name);
    const items = list?.children.get('member') ?? list;
    if (items === undefined) return [];
    return [...items.children].filter(([key]) => /^\d+$/.test(key)).toSorted(([a], [b]) => Number(a) - Number(b));
  }
}

function fingerprintOf(name: string, node: Node): string {
  const inner = [...node.children]
    .map(([child, value]) => fingerprintOf(child, value))
    .toSorted()
    .join(',');
  return `${JSON.stringify(name)}:${JSON.stringify(node.value ?? null)}{${inner}}`;
}

/** Reads a body of the type application/x-www-form-urlencoded. */
export function parseQuery(body: string): Params {
  const root: Node = { value: undefined, children: new Map() };
  for (const [name, value] of new URLSearchParams(body)) {
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (child === undefined) node.children.set(part, (child = { value: undefined, children: new Map() }));
      node = child;
    }
    node.value = value;
  }
  return new Params(root);
}
