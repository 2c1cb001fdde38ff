export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Sets of tags, each kept once and known by a number: machines that are tagged alike share one. */
export interface TagSets {
  readonly size: number;
  intern(tags: readonly Tag[]): number;
  get(set: number): readonly Tag[];
  /** The number of that set with these added or replaced. */
  with(set: number, tags: readonly Tag[]): number;
  without(set: number, gone: (tag: Tag) => boolean): number;
}

export const NO_TAGS = 0;

export function createTagSets(): TagSets {
  const sets: (readonly Tag[])[] = [[]];
  const numbers = new Map<string, number>([['', NO_TAGS]]);
  const intern = (tags: readonly Tag[]): number => {
    const name = tags
      .map(({ key, value }) => JSON.stringify([key, value]))
      .toSorted()
      .join();
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, sets.length);
    return sets.push(tags) - 1;
  };
  const get = (set: number): readonly Tag[] => sets[set] ?? [];
  return {
    get size() {
      return sets.length;
    },
    intern,
    get,
    with: (set, tags) => intern(mergeTags(get(set), tags)),
    without: (set, gone) => intern(get(set).filter((tag) => !gone(tag))),
  };
}

/** The later value of a key counts. */
export function mergeTags(...lists: readonly (readonly Tag[])[]): readonly Tag[] {
  const merged = new Map<string, Tag>();
  for (const tag of lists.flat()) merged.set(tag.key, tag);
  return [...merged.values()];
}
