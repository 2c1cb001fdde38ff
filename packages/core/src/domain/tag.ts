/** One name-value pair on a cloud object. Lists of pairs, not maps, cross the provider contract: their order is kept and `__proto__` is a plain string. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}
