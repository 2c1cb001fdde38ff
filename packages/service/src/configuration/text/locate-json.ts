import type { DoubleKey, Located } from './located.js';

/** Where everything stands in a JSON text. */
export interface LocatedJson {
  readonly root: Located;
  /** `JSON.parse` would keep the second of them, silently. */
  readonly doubleKeys: readonly DoubleKey[];
}

/** Finds out where everything stands in a text that is JSON and not nested too deep. */
export function locateJson(text: string): LocatedJson {
  const scanner = new Scanner(text);
  return { root: scanner.value(0), doubleKeys: scanner.doubleKeys };
}

const SPACE = /[\s\uFEFF]*/y;
const TEXT = /"(?:[^"\\]|\\.)*"/y;
const BARE = /[^\s,\]}]+/y;

class Scanner {
  readonly doubleKeys: DoubleKey[] = [];
  #at = 0;

  constructor(readonly text: string) {}

  /** Reads the value that comes next. */
  value(keyAt: number): Located {
    this.#take(SPACE);
    const valueAt = this.#at;
    const first = this.text[valueAt];
    const parts = first === '{' ? this.#object() : first === '[' ? this.#list() : this.#scalar(first);
    return { keyAt, valueAt, endAt: this.#at, parts };
  }

  #scalar(first: string | undefined): ReadonlyMap<string, Located> {
    this.#take(first === '"' ? TEXT : BARE);
    return NOTHING;
  }

  #object(): ReadonlyMap<string, Located> {
    const parts = new Map<string, Located>();
    for (this.#at += 1; !this.#ends('}');) {
      const keyAt = this.#at;
      const key = JSON.parse(this.#take(TEXT)) as string;
      this.#take(SPACE);
      this.#at += 1;
      const first = parts.get(key);
      if (first !== undefined) this.doubleKeys.push({ firstAt: first.keyAt, secondAt: keyAt });
      parts.set(key, this.value(keyAt));
    }
    return parts;
  }

  #list(): ReadonlyMap<string, Located> {
    const parts = new Map<string, Located>();
    for (this.#at += 1; !this.#ends(']');) parts.set(String(parts.size), this.value(this.#at));
    return parts;
  }

  /** Goes on to the next entry. @returns whether the list or object ended instead */
  #ends(bracket: string): boolean {
    this.#take(SPACE);
    if (this.text[this.#at] === ',') {
      this.#at += 1;
      this.#take(SPACE);
    }
    if (this.text[this.#at] !== bracket) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [taken = ''] = pattern.exec(this.text) ?? [];
    this.#at += taken.length;
    return taken;
  }
}

const NOTHING: ReadonlyMap<string, Located> = new Map();
