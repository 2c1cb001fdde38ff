import type { SiteEntry, Translation } from '@hostwright/core/provider';

/** Keys of ours with their values. */
export type Pairs = readonly (readonly [key: string, value: unknown])[];

/** What a foreign key means in ours; undefined when its value means nothing here. Sees all other keys. */
export type Rule = (value: unknown, given: Given) => Pairs | undefined;

/** The values of a foreign file by its own keys; empty ones are left out, as the vendors' plugins do. */
export type Given = ReadonlyMap<string, unknown>;

/** How one kind of foreign file is read. */
export interface Rules {
  readonly rules: Readonly<Record<string, Rule>>;
  /** Keys of ours that may stand in the file as they are. */
  readonly ownKeys: readonly string[];
  /** Keys of ours that follow from the file as a whole; those that a rule gave win. */
  readonly defaults: (given: Given) => Pairs;
}

/** Applies rules; whatever no rule speaks of, and is no key of ours, is ignored by name. */
export function translate(entries: readonly SiteEntry[], { rules, ownKeys, defaults }: Rules): Translation {
  const stated = entries
    .map(({ key, valueJson }) => ({ key, value: JSON.parse(valueJson) as unknown }))
    .filter(({ value }) => !isEmpty(value));
  const given: Given = new Map(stated.map(({ key, value }) => [key, value]));
  const translated = new Map<string, unknown>();
  const ignoredKeys: string[] = [];
  for (const { key, value } of stated) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    const asIs: Pairs | undefined = ownKeys.includes(key) ? [[key, value]] : undefined;
    const pairs = rule === undefined ? asIs : rule(value, given);
    if (pairs === undefined) ignoredKeys.push(key);
    for (const [ownKey, ownValue] of pairs ?? []) translated.set(ownKey, ownValue);
  }
  for (const [ownKey, ownValue] of defaults(given)) if (!translated.has(ownKey)) translated.set(ownKey, ownValue);
  return { entries: [...translated].map(([key, value]) => ({ key, valueJson: JSON.stringify(value) })), ignoredKeys };
}

function isEmpty(value: unknown): boolean {
  if (value === '' || value === null) return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && Object.keys(value).length === 0;
}
